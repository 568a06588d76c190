"""Work for a person: hand-overs and complaints."""
