# Blanks what looks like a secret in any text: in logs, events and the values that redact.awk keeps. `doctor --commands
# --redact` prints the lines that begin with two signs.
## private keys, on one line or on several
s/-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----[^"]*-----END [A-Z ]*PRIVATE KEY( BLOCK)?-----/blanked/g
/-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?----- *$/,/-----END [A-Z ]*PRIVATE KEY( BLOCK)?-----/s/.*/blanked/
s/-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----.*/blanked/
## the user and password of a URL, everything after its question mark, and the path of a webhook
s#(hooks\.slack\.com/|discord(app)?\.com/api/webhooks/|webhook\.office\.com/)[^ "\\]+#\1blanked#g
s#(://)[^/@" ]+@#\1blanked@#g
s#([a-z]+://[^ "?]*)\?[^ "\\]*#\1?blanked#g
## the value behind a name such as token, password, secret, api-key or credentials, and behind an option of that name
# Also where the text is JSON within JSON. After a colon only a value with a digit, a capital or a sign in it, so that
# "token: unauthorized" stays.
s/([A-Za-z0-9_.-]*([Tt][Oo][Kk][Ee][Nn]|[Pp][Aa][Ss][Ss][Ww]([Oo][Rr])?[Dd]|[Pp][Aa][Ss][Ss][Pp][Hh][Rr][Aa][Ss][Ee]|[Pp][Ww][Dd]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Aa][Pp][Ii][-_]?[Kk][Ee][Yy]|[Aa][Cc][Cc][Ee][Ss][Ss][-_]?[Kk][Ee][Yy]([-_]?[Ii][Dd])?|[Pp][Rr][Ii][Vv][Aa][Tt][Ee][-_]?[Kk][Ee][Yy]|[Aa][Cc][Cc][Oo][Uu][Nn][Tt][-_]?[Kk][Ee][Yy]|[Ss][Ii][Gg][Nn][Ii][Nn][Gg][-_]?[Kk][Ee][Yy]|[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll][Ss]?)(\\?")?) *= *(\\?")?[^] "\\,;)}]+/\1=\5blanked/g
s/([A-Za-z0-9_.-]*([Tt][Oo][Kk][Ee][Nn]|[Pp][Aa][Ss][Ss][Ww]([Oo][Rr])?[Dd]|[Pp][Aa][Ss][Ss][Pp][Hh][Rr][Aa][Ss][Ee]|[Pp][Ww][Dd]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Aa][Pp][Ii][-_]?[Kk][Ee][Yy]|[Aa][Cc][Cc][Ee][Ss][Ss][-_]?[Kk][Ee][Yy]([-_]?[Ii][Dd])?|[Pp][Rr][Ii][Vv][Aa][Tt][Ee][-_]?[Kk][Ee][Yy]|[Aa][Cc][Cc][Oo][Uu][Nn][Tt][-_]?[Kk][Ee][Yy]|[Ss][Ii][Gg][Nn][Ii][Nn][Gg][-_]?[Kk][Ee][Yy]|[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll][Ss]?)(\\?")?)( *: *)(\\?")?[^] "\\,;)}]*[0-9A-Z+_-][^] "\\,;)}]*/\1\5\6blanked/g
s/--([A-Za-z0-9_.-]*([Tt][Oo][Kk][Ee][Nn]|[Pp][Aa][Ss][Ss][Ww]([Oo][Rr])?[Dd]|[Pp][Aa][Ss][Ss][Pp][Hh][Rr][Aa][Ss][Ee]|[Pp][Ww][Dd]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Aa][Pp][Ii][-_]?[Kk][Ee][Yy]|[Aa][Cc][Cc][Ee][Ss][Ss][-_]?[Kk][Ee][Yy]([-_]?[Ii][Dd])?|[Pp][Rr][Ii][Vv][Aa][Tt][Ee][-_]?[Kk][Ee][Yy]|[Aa][Cc][Cc][Oo][Uu][Nn][Tt][-_]?[Kk][Ee][Yy]|[Ss][Ii][Gg][Nn][Ii][Nn][Gg][-_]?[Kk][Ee][Yy]|[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll][Ss]?)(\\?")?)  *(\\?")?[^] "\\,;)}]+/--\1 \5blanked/g
## the value of an authorization header, and the logins of a registry
s/(\\?"auth\\?" *: *\\?")[^"\\]+/\1blanked/g
s/([Bb]earer) +[^ "\\,;]+/\1 blanked/g
s/([Aa]uthorization(\\?")? *[=:] *(\\?")?(([Bb]asic|[Tt]oken) +)?)[^ "\\,;]+/\1blanked/g
## keys in the forms of their makers: AWS, GitHub, GitLab, Hugging Face, NVIDIA, OpenAI, Slack, Google, npm, PyPI, Docker,
## Stripe, SendGrid, Databricks, Vault, age, and JSON web tokens
s/k8s-aws-v1\.[A-Za-z0-9_-]+/blanked/g
s/(dckr_pat_|GOCSPX-|ya29\.|hvs\.|AGE-SECRET-KEY-1|SG\.)[A-Za-z0-9_.-]{16,}/blanked/g
s/dapi[0-9a-f]{32}/blanked/g
s/(AKIA|ASIA)[0-9A-Z]{16}/blanked/g
s/(hf_|gh[pousr]_|npm_|[rs]k_live_)[A-Za-z0-9_]{16,}/blanked/g
s/(github_pat_|glpat-|sk-|nvapi-|xox[abprs]-|AIza|pypi-)[A-Za-z0-9_-]{16,}/blanked/g
s/eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)?/blanked/g
## long runs of letters and digits that only a generator writes, such as the secret key of an access key
# The address of an EKS cluster has 32 characters, a digest 64 after its name.
# Two fields of Kubernetes have names as long; they are shorter while the rules run.
s/DuringSchedulingIgnoredDuringExecution/@scheduling@/g
s/[A-Za-z0-9+_]{40,}=*/blanked/g
s#[A-Za-z0-9+/_]{64,}=*#blanked#g
s#(^|[^A-Za-z0-9/+=_.-])[A-Za-z0-9+][A-Za-z0-9/+]{39}([^A-Za-z0-9/+=_.-]|$)#\1blanked\2#g
s/@scheduling@/DuringSchedulingIgnoredDuringExecution/g
