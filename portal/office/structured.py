from django.conf import settings
from django.urls import reverse

from portal.office.models import Office
from portal.ui.numbers import format_telephone
from portal.ui.structured import Data, filled


def office_data(office: Office) -> Data:
    """The office for search engines (schema.org GovernmentOrganization). Nothing while it has no name; what is not
    filled in is left out."""
    if not office.name:
        return {}
    address = filled(
        {
            "@type": "PostalAddress",
            "postalCode": office.postal_code,
            "addressRegion": office.prefecture_name,
            "addressLocality": office.city_name,
            "streetAddress": office.address,
            "addressCountry": "JP",
        }
    )
    hours = {}
    if office.opens_at and office.closes_at:
        hours = {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
            "opens": f"{office.opens_at:%H:%M}",
            "closes": f"{office.closes_at:%H:%M}",
        }
    identifier = {"@type": "PropertyValue", "propertyID": "法人番号", "value": office.corporate_number}
    point = {"@type": "ContactPoint", "contactType": "customer service", "availableLanguage": "ja"}
    ways = filled(
        {
            "telephone": format_telephone(office.telephone),
            "faxNumber": format_telephone(office.fax),
            "email": office.email,
            "hoursAvailable": hours,
        }
    )
    return filled(
        {
            "@type": "GovernmentOrganization",
            "@id": f"{settings.SITE_URL}/#office",
            "name": " ".join(filter(None, (office.city_name, office.name))),
            "url": f"{settings.SITE_URL}/",
            "logo": settings.SITE_URL + reverse("office:logo") if office.logo else "",
            "identifier": identifier if office.corporate_number else {},
            "address": address if office.address else {},
            "contactPoint": {**point, **ways} if ways else {},
        }
    )
