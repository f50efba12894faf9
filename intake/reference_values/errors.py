"""Why no reference value can be given. `code` and `field` name it for forms and the API."""


class ReferenceValueError(ValueError):
    code = "no_reference_value"
    field = "authority"


class UnknownAuthority(ReferenceValueError):
    code = "unknown_authority"


class SexNeeded(ReferenceValueError):
    """The two columns differ at this age, so one has to be chosen."""

    code = "sex_needed"
    field = "sex"


class FeedingNeeded(ReferenceValueError):
    """The authority tells breast milk from formula at this age."""

    code = "feeding_needed"
    field = "feeding"


class NoReferenceValue(ReferenceValueError):
    """The authority gives nothing for this age."""

    field = "age_months"


class NotBornYet(ReferenceValueError):
    code = "not_born_yet"
    field = "birth_date"
