"""Who is there: sign-in, roles and areas, sessions, forms that cannot be forged, limits."""
