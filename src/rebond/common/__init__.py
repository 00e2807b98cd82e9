"""Words that know no trade: how we count, date, print, search and guard. At most eight files."""
