"""Cuelock's settings. Everything that differs between machines is read here, once, from the environment.

CUELOCK_ENV=development (the default) runs with nothing set. CUELOCK_ENV=production requires
CUELOCK_SECRET_KEY and CUELOCK_HOSTS and answers only over TLS. Every secret may be given as NAME_FILE.
"""

import os
from pathlib import Path
from socket import gethostname
from tempfile import gettempdir

from config import env
from config.api import SPECTACULAR, rest_framework
from config.engines import engine_options, engine_prices, local_text_key
from config.logging import configure
from config.media import bucket_origins, media_storage
from config.policy import content_security_policy
from config.secret_key import kept_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = env.envchoice("CUELOCK_ENV", "development", ("development", "production")) == "production"
VAR_DIR = Path(env.envstr("CUELOCK_VAR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False if PRODUCTION else env.envbool("CUELOCK_DEBUG", True)
SECRET_KEY = env.envsecret(
    "CUELOCK_SECRET_KEY", None if PRODUCTION else kept_secret_key(VAR_DIR / "secret_key")
)
SECRET_KEY_FALLBACKS = env.envlist("CUELOCK_SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.envlist("CUELOCK_HOSTS", None if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_q",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "accounts",
    "trailers",
    "editor",
]
MIDDLEWARE = [
    "config.middleware.RequestContext",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
                "accounts.context.frame",
            ]
        },
    }
]

# --- database -----------------------------------------------------------------------------------------------
# SQLite: readers never block (WAL), and a transaction takes the write lock at its start (IMMEDIATE), so that
# two claims queue up for 20 s instead of one failing half-way. `synchronous` stays FULL: a paid answer must
# survive a power cut. PostgreSQL: no psycopg pool, its sockets do not survive the workers' fork.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR_DIR / "cuelock.sqlite3",
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;",
    },
    # tests run on a file of their own too: an in-memory database locks differently and knows no WAL
    "TEST": {"NAME": Path(gettempdir()) / f"cuelock-test-{os.getpid()}.sqlite3"},
}
DATABASES = {
    "default": (env.envpostgres("CUELOCK_DATABASE_URL") or SQLITE)
    | {"CONN_MAX_AGE": env.envint("CUELOCK_DB_CONN_MAX_AGE", 60), "CONN_HEALTH_CHECKS": True}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- wake-ups: django-q2 only nudges; the rows of trailers.queue are the truth ------------------------------
# Each host has two clusters of its own, so that a nudge and a canary reach the host they are meant for. Their
# workers run pumps (threads) that overlap for a moment when one hands over to the next, and the canary needs
# a free one as well: so their number has nothing to do with the number of jobs, which the lanes bound.
HOST_NAME = env.envstr("CUELOCK_HOST_NAME", gethostname())[:60]
LEASE_S = env.envint("CUELOCK_LEASE_S", 60, minimum=2, maximum=600)
STOP_GRACE_S = env.envint("CUELOCK_STOP_GRACE_S", 120, minimum=0, maximum=3_600)
Q_CLUSTER = {
    "name": "cuelock",  # signs the tasks of every cluster; no cluster runs under it
    "orm": "default",
    "workers": 4,
    "timeout": 180,
    "retry": 600,  # counts from the hand-out, so it stays above three timeouts
    "queue_limit": 1,
    "bulk": 1,
    "max_attempts": 1,
    "ack_failures": True,
    "save_limit": -1,
    "recycle": 200,
    "max_rss": 600_000,
    "poll": 0.5,
    "catch_up": False,
    "scheduler": False,  # `manage.py work` wakes its own host
    "ALT_CLUSTERS": {
        # ffmpeg and embedded engines: slow and hungry, apart from the network calls
        f"media@{HOST_NAME}": {"workers": 3, "timeout": 900, "retry": 2_700},
        f"net@{HOST_NAME}": {},
    },
}

# --- files --------------------------------------------------------------------------------------------------
STORAGES = {
    "default": media_storage(VAR_DIR / "media"),
    "staticfiles": {
        "BACKEND": "config.staticfiles.StaticFiles"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
TEAM_QUOTA_MB = env.envint("CUELOCK_TEAM_QUOTA_MB", 100 * 1024, minimum=0)  # a team's own setting goes first
COLLECT_AFTER_DAYS = env.envint("CUELOCK_COLLECT_AFTER_DAYS", 7, minimum=1)  # renders that no cut needs
PURGE_AFTER_DAYS = env.envint(
    "CUELOCK_PURGE_AFTER_DAYS", 30, minimum=1
)  # deleted films can be taken back so long
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.envstr("CUELOCK_STATIC_ROOT", str(VAR_DIR / "static")))  # filled by collectstatic
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION

# --- people -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
OPEN_SIGNUP = env.envbool("CUELOCK_OPEN_SIGNUP", False)  # else people come in by invitation
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SIGNUP_PATH = "/accounts/signup/"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Cuelock"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# sign-in limits are counted here: a folder, so that all processes of a host count together
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
REST_FRAMEWORK = rest_framework()
SPECTACULAR_SETTINGS = SPECTACULAR

EMAIL_HOST = env.envstr("CUELOCK_SMTP_HOST", "")
EMAIL_PORT = env.envint("CUELOCK_SMTP_PORT", 587, minimum=1, maximum=65_535)
EMAIL_HOST_USER = env.envstr("CUELOCK_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.envsecret("CUELOCK_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.envbool("CUELOCK_SMTP_TLS", True)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = env.envstr("CUELOCK_FROM_EMAIL", "cuelock@localhost")

# --- engines: a missing key only closes the steps that need it ----------------------------------------------
ENGINE_KEYS = {
    "elevenlabs": env.envsecret("ELEVENLABS_API_KEY", ""),
    "openai": env.envsecret("OPENAI_API_KEY", ""),
    "ark": env.envsecret("ARK_API_KEY", ""),
    "fal": env.envsecret("FAL_KEY", ""),
    **local_text_key(),
}
# teams' own keys are kept encrypted by the first; the others still read what was written before a change
KEYS_SECRETS = [
    env.envsecret("CUELOCK_KEYS_SECRET", SECRET_KEY),
    *env.envlist("CUELOCK_KEYS_SECRET_FALLBACKS", SECRET_KEY_FALLBACKS),
]
# '' is the vendor's own usual address; another is a gateway, a region, or a model on a machine of ours
ENGINE_ADDRESSES = {
    "elevenlabs": env.envstr("CUELOCK_ELEVENLABS_URL", ""),
    "openai": env.envstr("CUELOCK_OPENAI_URL", ""),
    "ark": env.envstr("CUELOCK_ARK_URL", ""),
    "fal": env.envstr("CUELOCK_FAL_URL", ""),
    "local": env.envstr("CUELOCK_LOCAL_TEXT_URL", ""),
}
ENGINE_OPTIONS = engine_options()
ENGINE_PRICES = engine_prices()
ENGINES_ON_LOOPBACK = env.envbool("CUELOCK_ENGINES_ON_LOOPBACK", False)  # files may come from this machine

# --- browser safety -----------------------------------------------------------------------------------------
TLS = env.envbool("CUELOCK_TLS", PRODUCTION)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = env.envint("CUELOCK_HSTS_SECONDS", 31_536_000) if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS and env.envbool("CUELOCK_HSTS_SUBDOMAINS", True)
if env.envbool("CUELOCK_BEHIND_PROXY", False):  # only when the proxy always sets the header itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = env.envlist("CUELOCK_TRUSTED_ORIGINS", [])
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = content_security_policy(bucket_origins())

# --- the rest -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_TZ = True
TIME_ZONE = "UTC"
LOG_LEVEL = env.envchoice("CUELOCK_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = configure(json=env.envbool("CUELOCK_LOG_JSON", PRODUCTION), level=LOG_LEVEL)
