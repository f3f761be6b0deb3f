{{- define "cogrion.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* dict root component */}}
{{- define "cogrion.selector" -}}
app.kubernetes.io/name: control-plane
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* dict root component */}}
{{- define "cogrion.labels" -}}
{{ include "cogrion.selector" . }}
app.kubernetes.io/part-of: cogrion
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{- define "cogrion.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "cogrion.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* dict root process: the variables of the process that are given, and those that follow from files. */}}
{{- define "cogrion.env" -}}
{{- $known := splitList " " (include (printf "cogrion.variables.%s" .process) .root) -}}
{{- range $name, $value := .root.Values.environment }}
{{- if has $name $known }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}
{{- if and .root.Values.files.databaseCaConfigMap (has "DATABASE_CA_FILE" $known) }}
- { name: DATABASE_CA_FILE, value: /var/run/cogrion/database/ca.crt }
{{- end }}
{{- if and .root.Values.files.temporalTlsSecret (has "TEMPORAL_TLS_CERT_FILE" $known) }}
- { name: TEMPORAL_TLS_CERT_FILE, value: /var/run/cogrion/temporal/tls.crt }
- { name: TEMPORAL_TLS_KEY_FILE, value: /var/run/cogrion/temporal/tls.key }
- { name: TEMPORAL_TLS_CA_FILE, value: /var/run/cogrion/temporal/ca.crt }
{{- end }}
{{- if .root.Values.files.trustConfigMap }}
- { name: NODE_EXTRA_CA_CERTS, value: /var/run/cogrion/trust/ca.crt }
{{- end }}
{{- end -}}

{{/* dict root process: files for the variables that the process knows. */}}
{{- define "cogrion.volumeMounts" -}}
{{- $known := splitList " " (include (printf "cogrion.variables.%s" .process) .root) -}}
- { name: tmp, mountPath: /tmp }
{{- if and .root.Values.files.databaseCaConfigMap (has "DATABASE_CA_FILE" $known) }}
- { name: database-ca, mountPath: /var/run/cogrion/database, readOnly: true }
{{- end }}
{{- if and .root.Values.files.temporalTlsSecret (has "TEMPORAL_TLS_CERT_FILE" $known) }}
- { name: temporal-tls, mountPath: /var/run/cogrion/temporal, readOnly: true }
{{- end }}
{{- if .root.Values.files.trustConfigMap }}
- { name: trust, mountPath: /var/run/cogrion/trust, readOnly: true }
{{- end }}
{{- end -}}

{{/* dict root process */}}
{{- define "cogrion.volumes" -}}
{{- $known := splitList " " (include (printf "cogrion.variables.%s" .process) .root) -}}
{{- $files := .root.Values.files -}}
- { name: tmp, emptyDir: { sizeLimit: 64Mi } }
{{- if and $files.databaseCaConfigMap (has "DATABASE_CA_FILE" $known) }}
- { name: database-ca, configMap: { name: {{ $files.databaseCaConfigMap }} } }
{{- end }}
{{- if and $files.temporalTlsSecret (has "TEMPORAL_TLS_CERT_FILE" $known) }}
- { name: temporal-tls, secret: { secretName: {{ $files.temporalTlsSecret }}, defaultMode: 0440 } }
{{- end }}
{{- with $files.trustConfigMap }}
- { name: trust, configMap: { name: {{ . }} } }
{{- end }}
{{- end -}}

{{/* dict root name process: what Reloader watches; a change of its content replaces the pods one by one. */}}
{{- define "cogrion.reload" -}}
{{- $files := .root.Values.files -}}
{{- $secrets := list .name -}}
{{- if and $files.temporalTlsSecret (eq .process "worker") -}}
{{- $secrets = append $secrets $files.temporalTlsSecret -}}
{{- end -}}
secret.reloader.stakater.com/reload: {{ join "," $secrets | quote }}
{{- with compact (list $files.databaseCaConfigMap $files.trustConfigMap) }}
configmap.reloader.stakater.com/reload: {{ join "," . | quote }}
{{- end }}
{{- end -}}

{{/* dict root component: one pod for each node and zone first. */}}
{{- define "cogrion.spread" -}}
{{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: ScheduleAnyway
  matchLabelKeys: [pod-template-hash]
  labelSelector:
    matchLabels: {{- include "cogrion.selector" $ | nindent 6 }}
{{- end }}
{{- end -}}

{{/* dict root process name, and `hook` for annotations */}}
{{- define "cogrion.externalSecret" -}}
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ .name }}
  labels: {{- include "cogrion.labels" (dict "root" .root "component" .process) | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  refreshInterval: {{ .root.Values.secrets.refreshInterval }}
  secretStoreRef: { kind: SecretStore, name: {{ .root.Values.secrets.store }} }
  target: { name: {{ .name }}, creationPolicy: Owner, deletionPolicy: Retain }
  data:
  {{- $known := splitList " " (include (printf "cogrion.variables.%s" .process) .root) }}
  {{- range $variable, $key := .root.Values.secrets.keys }}
  {{- if has $variable $known }}
  - { secretKey: {{ $variable }}, remoteRef: { key: {{ $key | quote }} } }
  {{- end }}
  {{- end }}
{{- end -}}

{{- define "cogrion.probes" -}}
startupProbe:
  httpGet: { path: /healthz, port: ops }
  periodSeconds: 1
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /healthz, port: ops }
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /readyz, port: ops }
  periodSeconds: 3
  timeoutSeconds: 3
  failureThreshold: 2
{{- end -}}
