"""Rows to which a life stage adds, for the catalogues: tables have the two parts apart.

From the twelfth birthday on; a younger row is not translated.
"""

from foods.marked import gettext_noop as _

WITH_A_LIFE_STAGE = (
    _("children 11–14 y, pregnant"),
    _("children 11–14 y, lactating"),
    _("teenagers 15–18 y, pregnant"),
    _("teenagers 15–18 y, lactating"),
    _("women from 19 y, pregnant"),
    _("women from 19 y, lactating"),
    _("girls 12–14 y, pregnant"),
    _("girls 12–14 y, lactating"),
    _("girls 15–17 y, pregnant"),
    _("girls 15–17 y, lactating"),
    _("women 18–29 y, pregnant"),
    _("women 18–29 y, lactating"),
    _("women 30–49 y, pregnant"),
    _("women 30–49 y, lactating"),
    _("women 50–64 y, pregnant"),
    _("women 50–64 y, lactating"),
    _("women 65–74 y, pregnant"),
    _("women 65–74 y, lactating"),
    _("women from 75 y, pregnant"),
    _("women from 75 y, lactating"),
    _("children 12–14 y, pregnant"),
    _("children 12–14 y, lactating"),
    _("people 15–29 y, pregnant"),
    _("people 15–29 y, lactating"),
    _("people 30–64 y, pregnant"),
    _("people 30–64 y, lactating"),
    _("people 65–74 y, pregnant"),
    _("people 65–74 y, lactating"),
    _("people from 75 y, pregnant"),
    _("people from 75 y, lactating"),
)
