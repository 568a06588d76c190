"""Security headers, on every response."""

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(self)",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# What a person asked must not stay in a shared computer's cache.
PRIVATE = {"cache-control": "no-store"}
PUBLIC_PATHS = ("/static/",)


def headers_for(path: str) -> dict[str, str]:
    """The headers of a response; only files for everybody may be cached."""
    return SECURITY if path.startswith(PUBLIC_PATHS) else SECURITY | PRIVATE
