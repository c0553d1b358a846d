from django.utils.translation import gettext_lazy as _

# What personal data of an application are used for (利用目的): the same words on screen and on paper.
PURPOSE_OF_USE = _(
    "書いていただいたことは、この催しの受付、ご連絡、名簿の作成、必要な配慮の手配、個人がわからない形での集計のために使います。"
    "ほかの目的には使いません。法律で決まっている場合のほかは、本人の同意なしに市の外へ渡しません。"
)
