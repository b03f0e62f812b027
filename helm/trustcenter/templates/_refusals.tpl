{{- /* What would be unsafe or could not work is refused with a sentence, before anything is made. */}}
{{- define "trustcenter.refusals" -}}
{{- $values := .Values -}}
{{- if not $values.image.registry }}{{ fail "Say where the images are: image.registry." }}{{ end }}
{{- if eq ($values.image.tag | toString) "latest" }}{{ fail "image.tag may not be latest: nobody could say what runs." }}{{ end }}
{{- if not $values.auth.issuers }}{{ fail "Name an issuer of tokens (auth.issuers); there is no mode without authentication." }}{{ end }}
{{- range $values.auth.issuers }}
{{- if not .issuer }}{{ fail "An issuer of tokens has no name (auth.issuers[].issuer)." }}{{ end }}
{{- if eq (empty .metadata) (empty .jwksSecret) }}{{ fail (printf "The issuer %s needs either metadata or jwksSecret." .issuer) }}{{ end }}
{{- if and .metadata (not (hasPrefix "https://" .metadata)) }}{{ fail (printf "The metadata of %s must be reached by https." .issuer) }}{{ end }}
{{- end }}
{{- $named := list }}{{ range $values.auth.issuers }}{{ $named = append $named (.name | default "") }}{{ end }}
{{- if ne (len ($named | uniq)) (len $named) }}{{ fail "Several issuers need a name each (auth.issuers[].name), or their subjects could be mixed up." }}{{ end }}
{{- $servers := list -}}
{{- range $name, $service := $values.services }}
{{- if not (has $name (list "consent" "pseudonym" "identity")) }}{{ fail (printf "There is no service %s." $name) }}{{ end }}
{{- if not $service.secret }}{{ fail (printf "The service %s needs an existing secret with its connection and keys (services.%s.secret); there is no default." $name $name) }}{{ end }}
{{- if not $service.migrationSecret }}{{ fail (printf "The migration of %s needs an existing secret with the owner's connection (services.%s.migrationSecret)." $name $name) }}{{ end }}
{{- if eq $service.secret $service.migrationSecret }}{{ fail (printf "The service %s may not be given the owner's connection: two secrets." $name) }}{{ end }}
{{- range $setting, $value := $service.settings }}
{{- if regexMatch "(?i)(connectionstring|password|secret$|keysfile)" $setting }}{{ fail (printf "services.%s.settings.%s belongs into the secret, not into values." $name $setting) }}{{ end }}
{{- end }}
{{- if and $values.trialPostgres.enabled (not (index $values.trialPostgres.secrets $name)) }}{{ fail (printf "The trial PostgreSQL of %s needs an existing secret with its passwords (trialPostgres.secrets.%s); there is no default." $name $name) }}{{ end }}
{{- if and $values.internalTls.enabled (not (index $values.internalTls.secrets $name)) }}{{ fail (printf "Internal TLS needs a certificate for %s (internalTls.secrets.%s)." $name $name) }}{{ end }}
{{- if and $values.networkPolicies.enabled (not $values.trialPostgres.enabled) (not $service.database.cidr) }}{{ fail (printf "Say where the database of %s is (services.%s.database.cidr), so that nothing else is reached." $name $name) }}{{ end }}
{{- $servers = append $servers (printf "%s:%v" $service.database.cidr $service.database.port) }}
{{- end }}
{{- if and $values.networkPolicies.enabled (not $values.trialPostgres.enabled) (not $values.networkPolicies.sharedDatabaseServer) (ne (len ($servers | uniq)) (len $servers)) }}{{ fail "Two services reach the same database server; if that is meant, say networkPolicies.sharedDatabaseServer." }}{{ end }}
{{- if and $values.internalTls.enabled (not $values.internalTls.authoritySecret) }}{{ fail "Internal TLS needs the authority's certificate (internalTls.authoritySecret)." }}{{ end }}
{{- if $values.consentLink.enabled }}
{{- if not $values.consentLink.secret }}{{ fail "The link to the consent service needs its client's secret (consentLink.secret)." }}{{ end }}
{{- if not (hasPrefix "https://" ($values.consentLink.tokenAddress | default "")) }}{{ fail "Tokens for the consent service come by https (consentLink.tokenAddress)." }}{{ end }}
{{- if and (not $values.consentLink.address) (not $values.internalTls.enabled) }}{{ fail "Without internal TLS the consent service is asked at an https address (consentLink.address)." }}{{ end }}
{{- if and $values.consentLink.address (not (hasPrefix "https://" $values.consentLink.address)) }}{{ fail "The consent service is asked by https (consentLink.address)." }}{{ end }}
{{- end }}
{{- if $values.indexLink.enabled }}
{{- range $asker := list "consent" "pseudonym" }}
{{- if not (index $values.indexLink $asker).secret }}{{ fail (printf "The link to the index needs its client's secret (indexLink.%s.secret)." $asker) }}{{ end }}
{{- end }}
{{- if not (hasPrefix "https://" ($values.indexLink.tokenAddress | default "")) }}{{ fail "Tokens for the identity service come by https (indexLink.tokenAddress)." }}{{ end }}
{{- if and (not $values.indexLink.address) (not $values.internalTls.enabled) }}{{ fail "Without internal TLS the identity service is asked at an https address (indexLink.address)." }}{{ end }}
{{- if and $values.indexLink.address (not (hasPrefix "https://" $values.indexLink.address)) }}{{ fail "The identity service is asked by https (indexLink.address)." }}{{ end }}
{{- if not $values.indexLink.domains }}{{ fail "Say where people sign by ids of the index (indexLink.domains)." }}{{ end }}
{{- end }}
{{- if $values.pseudonymLink.enabled }}
{{- if not $values.pseudonymLink.secret }}{{ fail "The link to the pseudonym service needs its client's secret (pseudonymLink.secret)." }}{{ end }}
{{- if not (hasPrefix "https://" ($values.pseudonymLink.tokenAddress | default "")) }}{{ fail "Tokens for the pseudonym service come by https (pseudonymLink.tokenAddress)." }}{{ end }}
{{- if and (not $values.pseudonymLink.address) (not $values.internalTls.enabled) }}{{ fail "Without internal TLS the pseudonym service is asked at an https address (pseudonymLink.address)." }}{{ end }}
{{- if and $values.pseudonymLink.address (not (hasPrefix "https://" $values.pseudonymLink.address)) }}{{ fail "The pseudonym service is asked by https (pseudonymLink.address)." }}{{ end }}
{{- end }}
{{- if $values.hl7.enabled }}
{{- if not $values.hl7.secret }}{{ fail "HL7 feeds carry names: they need a certificate and the senders' authorities (hl7.secret)." }}{{ end }}
{{- if not $values.hl7.senders }}{{ fail "Name who sends HL7 messages (hl7.senders)." }}{{ end }}
{{- if and $values.networkPolicies.enabled (not $values.hl7.from) }}{{ fail "Say from where HL7 messages come (hl7.from), so that nobody else reaches the port." }}{{ end }}
{{- end }}
{{- if $values.ingress.enabled }}
{{- if not $values.ingress.hosts }}{{ fail "The ingress needs a host (ingress.hosts)." }}{{ end }}
{{- if not $values.ingress.tlsSecret }}{{ fail "The ingress needs a certificate (ingress.tlsSecret); tokens don't travel in the clear." }}{{ end }}
{{- end }}
{{- if and $values.metrics.serviceMonitor (not $values.metrics.tokenSecret) }}{{ fail "Figures are read with a token (metrics.tokenSecret)." }}{{ end }}
{{- end }}
