"""The 個人情報ファイル簿: the entries with all that the law asks for, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.office.models import Office
from portal.personal_files.registry import PersonalFile, personal_files
from portal.retention.periods import periods_by_name

# A file with fewer people need not be published (個人情報保護法74条2項9号, 75条2項1号, 同法施行令).
PUBLISHED_FROM = 1000


@dataclass(frozen=True)
class Written:
    """One entry: label and text in the order of the form. ``count``: how many people it holds now."""

    title: str
    rows: list[tuple[str, str]]
    count: int

    @property
    def must_be_published(self) -> bool:
        return self.count >= PUBLISHED_FROM


def entries() -> list[Written]:
    office = Office.objects.current()
    kept = periods_by_name()
    return [_written(file, office, kept) for file in personal_files()]


def recorded(file: PersonalFile) -> Iterator[tuple[type[Model], list[str]]]:
    """The words of what each table of a file records, tables without any left out."""
    for model in file.models:
        names = list(dict.fromkeys(str(field.verbose_name) for field in _told(model)))
        if names:
            yield model, names


def _told(model: type[Model]) -> Iterator[Field]:
    """Fields that say something of the people in the file: those with words of their own. Numbers, keys and
    columns for searching have none; who of the office pressed is no record about the people."""
    for field in model._meta.local_fields:
        has_words = getattr(field, "_verbose_name", None) and not field.primary_key
        if has_words and not (field.is_relation and field.related_model is User):
            yield field


def _written(file: PersonalFile, office: Office, kept: dict[str, tuple[str, str]]) -> Written:
    none = _("なし")
    items = [
        _("%(table)s：%(items)s") % {"table": model._meta.verbose_name, "items": "、".join(names)}
        for model, names in recorded(file)
    ]
    desk = " ".join(part for part in (office.city_name, office.disclosure_desk or office.name) if part)
    where = office.disclosure_address if office.disclosure_desk else office.address
    periods = [
        _("%(what)s：%(period)s") % {"what": kept[name][0], "period": kept[name][1]} for name in file.kept
    ]
    rows = [
        (_("個人情報ファイルの名称"), str(file.title)),
        (_("行政機関等の名称"), _("%(city)s長") % {"city": office.city_name} if office.city_name else ""),
        (_("事務をつかさどる組織の名称"), office.name),
        (_("利用目的"), str(file.purpose)),
        (_("記録項目"), "\n".join(items)),
        (_("記録範囲"), str(file.people)),
        (_("収集方法"), str(file.collected)),
        (_("要配慮個人情報"), str(file.sensitive) or _("含まない")),
        (_("記録情報の経常的提供先"), str(file.given_to) or none),
        (_("開示請求等を受理する組織の名称"), desk),
        (_("開示請求等を受理する組織の所在地"), where),
        (_("訂正・利用停止についての他の法令による特別の手続"), none),
        (_("個人情報ファイルの種別"), _("法第60条第2項第1号（電算処理ファイル）")),
        (_("同じ利用目的・記録範囲のマニュアルファイル"), none),
        (_("行政機関等匿名加工情報の提案の募集"), _("対象としない")),
        (_("保存期間"), "\n".join(periods)),
        (_("備考"), str(file.remarks)),
    ]
    return Written(str(file.title), rows, file.count())
