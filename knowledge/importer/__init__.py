"""Import of official texts: cut into clauses, metadata guessed, suspicious text marked."""
