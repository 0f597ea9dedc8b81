"""Which pages have to be made: what each is made from, and what of it has changed."""
