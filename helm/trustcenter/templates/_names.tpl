{{- define "trustcenter.name" -}}
{{- if contains "trustcenter" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-trustcenter" .Release.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "trustcenter.selector" -}}
app.kubernetes.io/name: trustcenter
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "trustcenter.labels" -}}
{{ include "trustcenter.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: trustcenter
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "trustcenter.image" -}}
{{ printf "%s/%s:%s" .root.Values.image.registry .component (.root.Values.image.tag | default .root.Chart.AppVersion) }}
{{- end }}

{{- /* How every pod of ours is locked: no user of a name, no rights, nothing to write but /tmp. */}}
{{- define "trustcenter.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .Values.user }}
runAsGroup: {{ .Values.user }}
fsGroup: {{ .Values.user }}
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "trustcenter.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "trustcenter.placing" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "trustcenter.scheme" -}}{{ if .Values.internalTls.enabled }}https{{ else }}http{{ end }}{{- end }}

{{- define "trustcenter.consentAddress" -}}
{{- if .Values.consentLink.address }}{{ .Values.consentLink.address }}{{ else }}https://{{ include "trustcenter.name" . }}-consent:8080{{ end }}
{{- end }}

{{- define "trustcenter.indexAddress" -}}
{{- if .Values.indexLink.address }}{{ .Values.indexLink.address }}{{ else }}https://{{ include "trustcenter.name" . }}-identity:8080{{ end }}
{{- end }}

{{- define "trustcenter.pseudonymAddress" -}}
{{- if .Values.pseudonymLink.address }}{{ .Values.pseudonymLink.address }}{{ else }}https://{{ include "trustcenter.name" . }}-pseudonym:8080{{ end }}
{{- end }}

{{- /* Whom a service asks: section of its settings, service, folder of the secret; as JSON, since a template gives text. */}}
{{- define "trustcenter.links" -}}
{{- $values := .root.Values -}}
{{- $links := list -}}
{{- if and (eq .service "pseudonym") $values.consentLink.enabled }}
{{- $links = append $links (dict "section" "Pseudonym__Consent" "to" "consent" "name" "link" "address" (include "trustcenter.consentAddress" .root) "tokens" $values.consentLink.tokenAddress "client" $values.consentLink.clientId "secret" $values.consentLink.secret) }}
{{- end }}
{{- if and (has .service (list "consent" "pseudonym")) $values.indexLink.enabled }}
{{- $client := index $values.indexLink .service }}
{{- $links = append $links (dict "section" (printf "%s__Index" (title .service)) "to" "identity" "name" "index-link" "address" (include "trustcenter.indexAddress" .root) "tokens" $values.indexLink.tokenAddress "client" $client.clientId "secret" $client.secret) }}
{{- end }}
{{- if and (eq .service "identity") $values.pseudonymLink.enabled }}
{{- $links = append $links (dict "section" "Identity__Pseudonyms" "to" "pseudonym" "name" "pseudonym-link" "address" (include "trustcenter.pseudonymAddress" .root) "tokens" $values.pseudonymLink.tokenAddress "client" $values.pseudonymLink.clientId "secret" $values.pseudonymLink.secret) }}
{{- end }}
{{- toJson $links }}
{{- end }}

{{- define "trustcenter.outside" -}}
{{- range .Values.networkPolicies.outside }}
- to:
    - ipBlock: { cidr: {{ .cidr }} }
  ports:
    - { protocol: TCP, port: {{ .port }} }
{{- end }}
{{- end }}

{{- define "trustcenter.database" -}}
{{- $database := (index .root.Values.services .service).database -}}
- to:
{{- if .root.Values.trialPostgres.enabled }}
    - podSelector:
        matchLabels: {{- include "trustcenter.selector" (dict "root" .root "component" (printf "postgres-%s" .service)) | nindent 10 }}
  ports:
    - { protocol: TCP, port: 5432 }
{{- else }}
    - ipBlock: { cidr: {{ $database.cidr }} }
  ports:
    - { protocol: TCP, port: {{ $database.port }} }
{{- end }}
{{- end }}

{{- define "trustcenter.names" -}}
- to:
    - namespaceSelector: {}
      podSelector:
        matchLabels: { k8s-app: kube-dns }
  ports:
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
{{- end }}
