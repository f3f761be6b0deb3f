{{- define "platform.labels" -}}
app.kubernetes.io/name: platform
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: cogrion
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{/* dict root namespace name keys: an object of the namespace from one entry of the region's store. */}}
{{- define "platform.externalSecret" -}}
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ .name }}
  namespace: {{ .namespace }}
  labels: {{- include "platform.labels" .root | nindent 4 }}
spec:
  refreshInterval: 1m
  secretStoreRef: { kind: SecretStore, name: region }
  target: { name: {{ .name }}, creationPolicy: Owner, deletionPolicy: Retain }
  data:
  {{- range $key, $property := .keys }}
  - secretKey: {{ $key }}
    remoteRef: { key: cogrion/{{ $.root.Values.region.name }}/{{ $.entry }}, property: {{ $property }} }
  {{- end }}
{{- end -}}
