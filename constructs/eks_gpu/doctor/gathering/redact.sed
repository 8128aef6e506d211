# Blanks what looks like a secret in any text: in logs, events and the values that redact.awk keeps.
# What a URL has before its host, and after its path.
s#(://)[^/@" ]+@#\1blanked@#g
s#([a-z]+://[^ "?]*)\?[^ "\\]*#\1?blanked#g
# What follows a name that promises a secret, also where the text is JSON within JSON. After a colon only what has a digit,
# a capital or a sign in it, so that "token: unauthorized" stays.
s/([A-Za-z0-9_.-]*([Tt][Oo][Kk][Ee][Nn]|[Pp][Aa][Ss][Ss][Ww]([Oo][Rr])?[Dd]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Aa][Pp][Ii][-_]?[Kk][Ee][Yy]|[Aa][Cc][Cc][Ee][Ss][Ss][-_]?[Kk][Ee][Yy]([-_]?[Ii][Dd])?|[Pp][Rr][Ii][Vv][Aa][Tt][Ee][-_]?[Kk][Ee][Yy]|[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll][Ss]?)(\\?")?) *= *(\\?")?[^] "\\,;)}]+/\1=\5blanked/g
s/([A-Za-z0-9_.-]*([Tt][Oo][Kk][Ee][Nn]|[Pp][Aa][Ss][Ss][Ww]([Oo][Rr])?[Dd]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Aa][Pp][Ii][-_]?[Kk][Ee][Yy]|[Aa][Cc][Cc][Ee][Ss][Ss][-_]?[Kk][Ee][Yy]([-_]?[Ii][Dd])?|[Pp][Rr][Ii][Vv][Aa][Tt][Ee][-_]?[Kk][Ee][Yy]|[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll][Ss]?)(\\?")?)( *: *)(\\?")?[^] "\\,;)}]*[0-9A-Z+_-][^] "\\,;)}]*/\1\5\6blanked/g
s/--([A-Za-z0-9_.-]*([Tt][Oo][Kk][Ee][Nn]|[Pp][Aa][Ss][Ss][Ww]([Oo][Rr])?[Dd]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Aa][Pp][Ii][-_]?[Kk][Ee][Yy]|[Aa][Cc][Cc][Ee][Ss][Ss][-_]?[Kk][Ee][Yy]([-_]?[Ii][Dd])?|[Pp][Rr][Ii][Vv][Aa][Tt][Ee][-_]?[Kk][Ee][Yy]|[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll][Ss]?)(\\?")?)  *(\\?")?[^] "\\,;)}]+/--\1 \5blanked/g
s/([Bb]earer) +[^ "\\,;]+/\1 blanked/g
s/([Aa]uthorization(\\?")? *[=:] *(\\?")?(([Bb]asic|[Tt]oken) +)?)[^ "\\,;]+/\1blanked/g
# Keys in the forms that their makers chose so that they can be found.
s/(AKIA|ASIA)[0-9A-Z]{16}/blanked/g
s/(hf_|gh[pousr]_|npm_|[rs]k_live_)[A-Za-z0-9_]{16,}/blanked/g
s/(github_pat_|glpat-|sk-|nvapi-|xox[abprs]-|AIza|pypi-)[A-Za-z0-9_-]{16,}/blanked/g
s/eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)?/blanked/g
s/-----BEGIN [A-Z ]*PRIVATE KEY-----.*(-----END [A-Z ]*PRIVATE KEY-----)?/blanked/
# Long runs that only a generator writes. The address of an EKS cluster has 32 characters, a digest 64 after its name.
s/[A-Za-z0-9+_]{40,}=*/blanked/g
