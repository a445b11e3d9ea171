{{- define "tocsin.labels" -}}
app.kubernetes.io/name: tocsin
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "tocsin.environment" -}}
{{- range $name, $value := .root.Values.settings }}
- {name: TOCSIN_{{ upper $name }}, value: {{ $value | toString | quote }}}
{{- end }}
- {name: TOCSIN_CA_FILE, value: /run/ca/ca.crt}
- {name: TOCSIN_USER, value: {{ .part.user | quote }}}
- {name: TOCSIN_PASSWORD_FILE, value: /run/user/password}
- {name: TOCSIN_WEB_HOST, value: 0.0.0.0}
{{- end }}

{{- define "tocsin.pod" -}}
metadata:
  labels: {{- include "tocsin.labels" . | nindent 4 }}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: 40
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile: {type: RuntimeDefault}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: topology.kubernetes.io/zone
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels: {{- include "tocsin.labels" . | nindent 10 }}
  containers:
    - name: {{ .name }}
      image: {{ .root.Values.image.repository }}@{{ required "image.digest: sha256:... of the image" .root.Values.image.digest }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args: [{{ .command }}]
      env: {{- include "tocsin.environment" . | nindent 8 }}
        {{- with .environment }}{{ . | nindent 8 }}{{ end }}
      resources: {{- toYaml .part.resources | nindent 8 }}
      {{- with .port }}
      ports: [{name: web, containerPort: {{ . }}}]
      livenessProbe: {httpGet: {path: /livez, port: web}, periodSeconds: 10, failureThreshold: 6}
      readinessProbe: {httpGet: {path: /readyz, port: web}, periodSeconds: 5}
      startupProbe: {httpGet: {path: /livez, port: web}, periodSeconds: 5, failureThreshold: 24}
      {{- end }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
        - {name: ca, mountPath: /run/ca, readOnly: true}
        - {name: user, mountPath: /run/user, readOnly: true}
        {{- with .mounts }}{{ . | nindent 8 }}{{ end }}
  volumes:
    - {name: tmp, emptyDir: {sizeLimit: 64Mi}}
    - {name: ca, secret: {secretName: {{ .root.Values.caSecret }}, defaultMode: 288}}
    - {name: user, secret: {secretName: {{ .part.secret }}, defaultMode: 288}}
    {{- with .volumes }}{{ . | nindent 4 }}{{ end }}
{{- end }}
