"""Every setting, and the only place that reads the environment.

Development needs no variables. With DEBUG=0 the app stops with a clear message when its secret
key is missing.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import dj_database_url
from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent
T = TypeVar("T")


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def env_parsed(name: str, default: T, parse: Callable[[str], T], expected: str) -> T:
    raw = env(name)
    if not raw:
        return default
    try:
        return parse(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {raw!r}; expected {expected}.") from error


def parse_bool(raw: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if raw.lower() not in known:
        raise ValueError(raw)
    return known[raw.lower()]


def env_bool(name: str, *, default: bool) -> bool:
    return env_parsed(name, default, parse_bool, "1 or 0")


def env_int(name: str, default: int) -> int:
    return env_parsed(name, default, int, "a whole number")


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


# Where it runs

DEBUG = env_bool("DEBUG", default=True)
# The page that shows every part of the pages in every state.
STYLEGUIDE = env_bool("STYLEGUIDE", default=DEBUG)
SECRET_KEY = env("SECRET_KEY", "for-development-only-" + "x" * 40 if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be set when DEBUG=0.")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
DATA_DIR = Path(env("DATA_DIR", str(BASE_DIR / "var"))).resolve()

# Behind a proxy that speaks HTTPS: set HTTPS=1, and cookies travel by HTTPS only.
HTTPS = env_bool("HTTPS", default=False)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_ENGINE = "intake.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", "postgresql://localhost/twelve"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all workers, so that limits on sign-in hold across them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    }
}

# What it is made of

INSTALLED_APPS = [
    "intake",
    "foods",
    "notes",
    "unfold",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "corsheaders",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
    "simple_history",
]

MIDDLEWARE = [
    "config.middleware.request_ids",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.admin_content_security_policy",
    "config.middleware.pages_of_one_are_not_for_all",
    "django.middleware.gzip.GZipMiddleware",
    "config.middleware.unchanged_answers_of_the_api_are_not_sent_again",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "intake.languages.answers_are_in_the_readers_language",
    "intake.units.amounts_are_in_the_readers_units",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "config.middleware.a_refusal_says_how_long_to_wait",
    "config.middleware.a_page_where_a_method_is_not_allowed",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "intake.mail.mail_on_pages",
                "intake.devices.person_on_pages",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
# Each in its own words. A language more is a catalogue in locale/ and a module in config/formats/.
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
# What a guest chose at the foot of a page; a person's choice is in their profile.
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"  # a person's own time zone is in their profile
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
# Browser libraries come from npm; without them pages work, in the system's typeface, and barcodes
# are typed.
NODE_MODULES = BASE_DIR / "node_modules"
BROWSER_LIBRARIES = (
    ("npm/inter", NODE_MODULES / "@fontsource-variable" / "inter" / "files"),
    ("npm/zxing", NODE_MODULES / "@zxing" / "library" / "umd"),
)
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [
    BASE_DIR / "templates" / "static",
    *((prefix, folder) for prefix, folder in BROWSER_LIBRARIES if folder.is_dir()),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Source maps are big and only developers read them. Unhashed copies stay: modules import them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]

# People

AUTH_USER_MODEL = "intake.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# An account is for one person of this age or more.
MINIMUM_AGE_YEARS = env_int("MINIMUM_AGE_YEARS", 16)

# Who answers the catalogue how often a food is logged.
FOOD_USAGE = "intake.food_usage.DiaryUsage"
# A food that more entries than this name gets another magnesium figure only when two agree.
SECOND_APPROVAL_ENTRIES = env_int("SECOND_APPROVAL_ENTRIES", 50)

LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
CONFIRM_EMAIL = env_bool("CONFIRM_EMAIL", default=False)
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if CONFIRM_EMAIL else "none"
# A code works only where it was asked for. Where confirming is no must, allauth has links only: one
# works for who is signed in.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = CONFIRM_EMAIL
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_ADAPTER = "intake.sign_in.AccountAdapter"
# One address a person; it changes on a page of our own, once the new one is confirmed.
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "signup": "intake.forms.sign_in.OurSignupForm",
    "login": "intake.forms.sign_in.OurLoginForm",
    "reauthenticate": "intake.forms.sign_in.OurReauthenticateForm",
    "reset_password": "intake.forms.sign_in.OurResetPasswordForm",
    "reset_password_from_key": "intake.forms.sign_in.OurResetPasswordKeyForm",
    "change_password": "intake.forms.sign_in.OurChangePasswordForm",
    "set_password": "intake.forms.sign_in.OurSetPasswordForm",
    "request_login_code": "intake.forms.sign_in.OurRequestLoginCodeForm",
    "confirm_login_code": "intake.forms.sign_in.OurConfirmLoginCodeForm",
    "confirm_email_verification_code": "intake.forms.sign_in.OurConfirmEmailForm",
}
# Limits on sign-in count by internet address: behind a proxy, the one that the proxy saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("TRUSTED_PROXIES", 1 if HTTPS else 0)
HEADLESS_CLIENTS = ("app",)
HEADLESS_SERVE_SPECIFICATION = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers make passkeys by HTTPS, and on localhost without.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_ADAPTER = "intake.sign_in.FactorAdapter"
MFA_TOTP_ISSUER = "Twelve"
MFA_FORMS = {
    "authenticate": "intake.forms.sign_in.OurSecondFactorForm",
    "reauthenticate": "intake.forms.sign_in.OurSecondFactorAgainForm",
    "activate_totp": "intake.forms.sign_in.OurAppForm",
    "add_webauthn": "intake.forms.sign_in.OurAddPasskeyForm",
    "edit_webauthn": "intake.forms.sign_in.OurEditPasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are confirmed only where the operator asks for it

# `make admin` where there is no terminal to ask at. A password may begin or end with a space.
ADMIN_EMAIL = env("ADMIN_EMAIL")
ADMIN_PASSWORD = os.environ.get("ADMIN_PASSWORD", "")

# Mail goes to the console until a server is named.
EMAIL_HOST = env("EMAIL_HOST")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = env_int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
# Where letters that no request asked for lead to.
SITE_URL = env(
    "SITE_URL",
    f"https://{ALLOWED_HOSTS[0]}" if HTTPS else f"http://localhost:{env_int('PORT', 8000)}",
).rstrip("/")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "Twelve <twelve@localhost>")

# API

# Of one person, and from one internet address; a batch of entries counts once.
WRITES_PER_MINUTE = env_int("WRITES_PER_MINUTE", 1200)
WRITES_PER_MINUTE_BY_ADDRESS = env_int("WRITES_PER_MINUTE_BY_ADDRESS", 6000)
# What was deleted can be restored, and a device that was away learns of it, for so long.
DELETED_KEPT = timedelta(days=env_int("DELETED_KEPT_DAYS", 180))
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # Tokens first: their challenge makes a request without one a 401, not a 403.
        "intake.authentication.PersonalTokenAuthentication",
        "allauth.headless.contrib.rest_framework.authentication.XSessionTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["intake.limits.WriteLimit"],
    "DEFAULT_PARSER_CLASSES": ["config.rest.exact_json.ExactJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["config.rest.exact_json.ExactJSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "config.rest.exact_json.ProblemsAreJSON",
    "DEFAULT_PAGINATION_CLASS": "config.rest.pages.CursorPages",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "config.rest.problems.problem_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "DEFAULT_SCHEMA_CLASS": "config.rest.openapi.SaidToClients",
    "COERCE_DECIMAL_TO_STRING": False,
    "URL_FORMAT_OVERRIDE": None,  # ?format= is ours
}
# Web apps of other origins that may call the API, by token and never by cookie.
CORS_ALLOWED_ORIGINS = env_list("CORS_ALLOWED_ORIGINS")
CORS_URLS_REGEX = r"^/(api/v1|_allauth/app/v1)/"
CORS_ALLOW_HEADERS = [
    *default_headers,
    "if-match",
    "if-none-match",
    "x-request-id",
    "x-session-token",
]
CORS_EXPOSE_HEADERS = ["ETag", "Location", "Retry-After", "X-Request-ID"]
KNOX_TOKEN_MODEL = "intake.PersonalToken"
# Its own token table would stand beside ours, empty.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_TTL": timedelta(days=365)}
SPECTACULAR_SETTINGS = {
    "TITLE": "Twelve",
    "DESCRIPTION": "Magnesium intake: foods, entries, days, trends, and what is recommended.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVERS": [{"url": "/", "description": "The server that this comes from."}],
    "DEFAULT_GENERATOR_CLASS": "config.rest.openapi.InEnglish",
    "SERVE_INCLUDE_SCHEMA": False,
    "PATH_CONVERTER_OVERRIDES": {"uuid_in_any_case": {"type": "string", "format": "uuid"}},
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.rest.openapi.complete",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "FoodKindEnum": "foods.models.Kind",
        "LifeStageKindEnum": "intake.models.LifeStage.Kind",
        "BasisEnum": "foods.models.Basis",
        "EvidenceKindEnum": "notes.models.EvidenceKind",
        "MealEnum": "intake.models.Meal",
        "LeftOutEnum": "intake.serializers.together.LEFT_OUT",
        "ConfidenceEnum": "foods.models.Confidence",
        "VerdictEnum": "notes.models.EvidenceVerdict",
        "PurposeEnum": "intake.models.Purpose",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# No page asks a third party for anything: this is health data. The admin's Alpine evaluates
# expressions, so middleware widens the policy under /admin/ only.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
}

# The admin in the house style: admin.css gives Unfold's names our tokens, dark ones included.
UNFOLD = {
    "SITE_TITLE": "Twelve",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "config.admin.icon"}],
    "SHOW_VIEW_ON_SITE": True,
    "THEME": "light",
    "STYLES": ["config.admin.styles"],
    "DASHBOARD_CALLBACK": "config.admin.dashboard",
    "SIDEBAR": {"navigation": "config.admin.navigation"},
}

# Logs carry no address, no body and no query: what people eat is theirs.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.WithoutRows",
            "format": "{asctime} {levelname} {name} {request_id} {message}",
            "style": "{",
        }
    },
    "filters": {"request_id": {"()": "config.middleware.RequestIdFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
}

# Where `import_fdc --download` finds USDA's files. The date of the release is read from the
# listing, unless the address has no {release} in it.
FDC_DOWNLOAD_URL = env(
    "FDC_DOWNLOAD_URL",
    "https://fdc.nal.usda.gov/fdc-datasets/FoodData_Central{kind}_csv_{release}.zip",
)
FDC_LISTING_URL = env("FDC_LISTING_URL", "https://fdc.nal.usda.gov/download-datasets")
