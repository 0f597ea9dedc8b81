"""A second implementation of contributions, by somebody who had not seen the first."""
