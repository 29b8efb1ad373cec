{{- define "tickrelay.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "tickrelay.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "tickrelay.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "tickrelay.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "tickrelay.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "tickrelay.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "tickrelay.secretName" -}}
{{- default (printf "%s-upstream" (include "tickrelay.fullname" . | trunc 54 | trimSuffix "-")) .Values.apiKey.existingSecret.name -}}
{{- end -}}

{{/*
Settings to environment variables by Spring's relaxed binding: dots become underscores, dashes go, letters are
capitals. Call it with (dict "prefix" "RELAY" "settings" .Values.relay).
*/}}
{{- define "tickrelay.settings" -}}
{{- $prefix := .prefix }}
{{- range $name, $value := .settings }}
{{- $variable := printf "%s_%s" $prefix ($name | replace "-" "" | replace "." "_" | upper) }}
{{- if kindIs "map" $value }}
{{- include "tickrelay.settings" (dict "prefix" $variable "settings" $value) }}
{{- else if kindIs "slice" $value }}
- name: {{ $variable }}
  value: {{ join "," $value | quote }}
{{- else if kindIs "float64" $value }}
{{- /* Helm reads every number as a float; an integer must not come out as 1e+06. */}}
- name: {{ $variable }}
  value: {{ if eq $value (floor $value) }}{{ printf "%.0f" $value | quote }}{{ else }}{{ $value | toString | quote }}{{ end }}
{{- else if and (not (kindIs "invalid" $value)) (ne (toString $value) "") }}
- name: {{ $variable }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
What a schema can't say in a sentence. The schema refuses a second replica first; this holds where it was skipped.
*/}}
{{- define "tickrelay.validate" -}}
{{- if ne (toString .Values.replicaCount) "1" -}}
{{- fail "replicaCount must be 1: clustering does not exist yet, and a second replica would open upstream sessions of its own with the same key." -}}
{{- end -}}
{{- if .Values.demo.enabled -}}
{{- if or .Values.apiKey.value .Values.apiKey.existingSecret.name -}}
{{- fail "demo.enabled runs on simulated markets and takes no key: remove apiKey.value and apiKey.existingSecret.name, or demo.enabled." -}}
{{- end -}}
{{- else -}}
{{- if and .Values.apiKey.value .Values.apiKey.existingSecret.name -}}
{{- fail "Give the upstream key once: apiKey.value or apiKey.existingSecret.name, not both." -}}
{{- end -}}
{{- if not (or .Values.apiKey.value .Values.apiKey.existingSecret.name) -}}
{{- fail "The upstream key is missing: set apiKey.existingSecret.name or apiKey.value, or demo.enabled=true for simulated markets." -}}
{{- end -}}
{{- end -}}
{{- $mode := dig "downstream" "security" "mode" "" .Values.relay | default "" -}}
{{- if not (or .Values.demo.enabled $mode) -}}
{{- fail "Say whom the relay lets in: set relay.downstream.security.mode to api-key or jwt, or to none for each client that reaches the service." -}}
{{- end -}}
{{- if and (eq $mode "api-key") (not .Values.clientKeys.existingSecret.name) -}}
{{- fail "relay.downstream.security.mode=api-key needs clientKeys.existingSecret.name, a Secret with the hashes of the clients' keys." -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.enabled needs at least one entry in ingress.hosts." -}}
{{- end -}}
{{- end -}}
