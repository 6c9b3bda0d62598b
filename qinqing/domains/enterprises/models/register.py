"""Enterprises, the names they had, and their contacts."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.enterprises.terms import DIVISIONS, ContactSees, Currency, EnterpriseType, StruckAs
from qinqing.kernel.models import ImportRun
from qinqing.kernel.numbering import ADDRESS_LENGTH
from qinqing.kernel.sealed import IndexField, SealedField
from qinqing.lib.size_class import SizeClass


def in_register(day: date) -> Q:
    """The condition on enterprises that were not struck off on `day`; from the day itself on they are."""
    return Q(struck_on=None) | Q(struck_on__gt=day)


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Chainable adjectives."""

    def on_file(self) -> Self:
        """Not merged into another; the dormant ones and those struck off among them."""
        return self.filter(merged_into=None)

    def registered(self) -> Self:
        """Not struck off and not merged into another; the dormant ones among them."""
        return self.on_file().filter(struck_on=None)

    def active(self) -> Self:
        """Still in operation and not merged into another."""
        return self.registered().filter(dormant_on=None)

    def in_order(self) -> Self:
        """As a list shows them: by the sound of their name."""
        return self.order_by("pinyin", "id")


class Enterprise(models.Model):
    """An enterprise that is served. Its code is checked; one without a code says why."""

    public_id = models.CharField("地址标识", max_length=ADDRESS_LENGTH, unique=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, null=True, unique=True)  # noqa: DJ001
    code_missing_reason = models.CharField("没有代码的原因", max_length=200, blank=True)
    name = models.CharField("企业名称", max_length=200)
    name_key = models.CharField(max_length=200)
    pinyin = models.CharField(max_length=400, db_collation="C")
    type = models.CharField("企业类型", max_length=12, choices=EnterpriseType.choices())
    type_text = models.CharField("登记类型", max_length=100, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=100, blank=True, db_default="")
    registered_on = models.DateField("成立日期", null=True)
    capital_amount = models.DecimalField("注册资本", max_digits=18, decimal_places=2, null=True)
    currency = models.CharField("币种", max_length=3, blank=True, choices=Currency.choices())
    capital_text = models.CharField("登记的注册资本", max_length=60, blank=True)
    business_scope = models.TextField("经营范围", blank=True)
    address = models.CharField("地址", max_length=300, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    industry = models.CharField("行业大类", max_length=2, blank=True, choices=list(DIVISIONS.items()))
    industry_code = models.CharField("行业代码", max_length=4, blank=True, db_default="")
    size_class = models.CharField(
        "企业规模", max_length=6, blank=True, db_default="", choices=SizeClass.choices()
    )
    size_year = models.PositiveSmallIntegerField("规模按哪一年", null=True)
    is_key = models.BooleanField("重点企业", default=False)
    dormant_on = models.DateField("从哪天起休眠", null=True)
    dormant_reason = models.CharField("休眠的情形", max_length=100, blank=True, db_default="")
    struck_on = models.DateField("从哪天起不在册", null=True)
    struck_as = models.CharField(
        "为什么不在册", max_length=12, blank=True, db_default="", choices=StruckAs.choices()
    )
    struck_source = models.CharField("不在册的依据", max_length=200, blank=True, db_default="")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="并入的企业"
    )
    import_run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, related_name="+", verbose_name="由哪次导入"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("建档时间")

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "企业"
        constraints = [
            models.CheckConstraint(
                condition=Q(credit_code__isnull=False, code_missing_reason="")
                | Q(credit_code__isnull=True) & ~Q(code_missing_reason=""),
                name="enterprise_code_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(credit_code__isnull=True) | Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="enterprise_code_form",
            ),
            models.CheckConstraint(condition=~Q(name_key=""), name="enterprise_has_name"),
            models.CheckConstraint(condition=Q(type__in=EnterpriseType.values()), name="enterprise_type"),
            models.CheckConstraint(
                condition=Q(capital_amount__isnull=True, currency="")
                | Q(capital_amount__gte=0, currency__in=Currency.values()),
                name="enterprise_capital",
            ),
            models.CheckConstraint(
                condition=Q(industry="") | Q(industry__in=list(DIVISIONS)), name="enterprise_industry"
            ),
            models.CheckConstraint(
                condition=Q(industry_code="") | Q(industry_code__startswith=F("industry")),
                name="enterprise_industry_code",
            ),
            models.CheckConstraint(
                condition=Q(size_class="", size_year__isnull=True)
                | Q(size_class__in=SizeClass.values(), size_year__isnull=False),
                name="enterprise_size_class",
            ),
            models.CheckConstraint(
                condition=Q(dormant_on__isnull=True, dormant_reason="")
                | Q(dormant_on__isnull=False) & ~Q(dormant_reason=""),
                name="enterprise_dormant",
            ),
            models.CheckConstraint(
                condition=Q(struck_on__isnull=True, struck_as="", struck_source="")
                | Q(struck_on__isnull=False, struck_as__in=StruckAs.values()) & ~Q(struck_source=""),
                name="enterprise_struck",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="enterprise_merged_elsewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["pinyin", "id"], name="enterprise_order"),
            models.Index(fields=["area", "pinyin", "id"], name="enterprise_of_area"),
            models.Index(fields=["name_key"], name="enterprise_name_key"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="enterprise_merged"
            ),
            models.Index(
                fields=["import_run"], condition=Q(import_run__isnull=False), name="enterprise_import"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EnterpriseName(models.Model):
    """A name the enterprise had before, and until which day."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="former_names")
    name = models.CharField("曾用名", max_length=200)
    name_key = models.CharField(max_length=200)
    until_on = models.DateField("用到哪天")

    class Meta:
        verbose_name = "曾用名"
        indexes = [models.Index(fields=["name_key"], name="former_name_key")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Someone who speaks for an enterprise; with an account (`person`) he also acts for it here."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="contacts", verbose_name="企业")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="账号")
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("职务", max_length=60, blank=True)
    phone = SealedField("手机号", null=True)
    phone_index = IndexField(of="phone", blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    phone_confirmed_at = models.DateTimeField("手机号验证时间", null=True)
    email_confirmed_at = models.DateTimeField("邮箱验证时间", null=True)
    sees = models.CharField("看得到", max_length=3, choices=ContactSees.choices(), default=ContactSees.OWN)
    is_main = models.BooleanField("主联系人", default=False)
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止", null=True)

    class Meta:
        verbose_name = "联系人"
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(is_main=True, until_at__isnull=True),
                name="contact_one_main",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "person"],
                condition=Q(until_at__isnull=True, person__isnull=False),
                name="contact_person_once",
            ),
            models.CheckConstraint(condition=Q(sees__in=ContactSees.values()), name="contact_sees"),
            models.CheckConstraint(
                condition=Q(is_main=False) | Q(sees=ContactSees.ALL), name="contact_main_sees_all"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="contact_span"
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True, phone_index="") | Q(phone__isnull=False) & ~Q(phone_index=""),
                name="contact_phone_sealed",
            ),
            models.CheckConstraint(
                condition=(Q(phone_confirmed_at=None) | Q(phone__isnull=False))
                & (Q(email_confirmed_at=None) | ~Q(email="")),
                name="contact_confirmed_is_there",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"],
                include=["enterprise", "sees", "is_main"],
                condition=Q(until_at__isnull=True, person__isnull=False),
                name="contact_of_person",
            ),
            models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="contact_phone"),
        ]

    def __str__(self) -> str:
        return self.name
