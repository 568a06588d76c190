"""Who may call what: every route stands here, and a test compares this table with the routes.

`public`: everybody. `session`: the holder of the conversation's token; anybody else gets 404.
`holder`: who knows the booking code and the phone number. `staff`, `internal`: none yet.
"""

from typing import Literal

Rule = Literal["public", "session", "holder", "staff", "internal"]

ACCESS: dict[tuple[str, str], Rule] = {
    ("GET", "/healthz"): "public",
    ("GET", "/readyz"): "public",
    ("GET", "/openapi.json"): "public",
    ("GET", "/static"): "public",
    ("GET", "/"): "public",
    ("POST", "/chat"): "public",
    ("GET", "/paths/{path_id}"): "public",
    ("POST", "/api/v1/sessions"): "public",
    ("POST", "/api/v1/sessions/{session_id}/messages"): "session",
    ("GET", "/api/v1/sessions/{session_id}/messages"): "session",
    ("GET", "/api/v1/sessions/{session_id}/events"): "session",
    ("POST", "/api/v1/sessions/{session_id}/turns/{turn_id}/feedback"): "session",
    ("DELETE", "/api/v1/sessions/{session_id}"): "session",
    ("GET", "/api/v1/search"): "public",
    ("GET", "/api/v1/passages/{passage_id:path}"): "public",
    ("GET", "/api/v1/services"): "public",
    ("GET", "/api/v1/services/{service_id}"): "public",
    ("GET", "/api/v1/selfchecks"): "public",
    ("GET", "/api/v1/selfchecks/{service_id}"): "public",
    ("POST", "/api/v1/selfchecks/{service_id}/evaluations"): "public",
    ("POST", "/api/v1/benefits"): "public",
    ("GET", "/api/v1/paths"): "public",
    ("GET", "/api/v1/paths/{path_id}"): "public",
    ("GET", "/api/v1/offices"): "public",
    ("GET", "/api/v1/offices/{office_id}/slots"): "public",
    ("POST", "/api/v1/bookings"): "public",
    ("GET", "/api/v1/bookings/{code}"): "holder",
    ("PATCH", "/api/v1/bookings/{code}"): "holder",
    ("DELETE", "/api/v1/bookings/{code}"): "holder",
}
