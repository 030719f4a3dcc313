"""Citizens' written messages sorted into topics: `topics` sorts them, `measured` says how well."""
