"""Holding what the API answers to what its serializers describe."""


def by_fields(body, serializer):
    """Body and schema name the same fields, all the way down."""
    fields = serializer.fields
    assert set(body) == set(fields)
    for name, field in fields.items():
        many = getattr(field, "many", False)
        for each in (body[name] or []) if many else [body[name]]:
            child = field.child if many else field
            if hasattr(child, "fields") and each is not None:
                by_fields(each, child)
