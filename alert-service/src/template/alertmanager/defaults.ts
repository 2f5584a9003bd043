import type { Source } from '#template/parse/node';

/** What all the others are made of. */
const shared = `
{{ define "__alertmanager" }}Tocsin{{ end }}
{{ define "__alertmanagerURL" }}{{ .ExternalURL }}/a/tocsin-tocsin-app/alerts{{ end }}
{{ define "__subject" -}}
[{{ toUpper .Status }}{{ if eq .Status "firing" }} {{ len .Alerts.Firing }}{{ end }}]
{{- with .GroupLabels.SortedPairs.Values }} {{ join " " . }}{{ end }}
{{- with (.CommonLabels.Remove .GroupLabels.Names).Values }} ({{ join ", " . }}){{ end }}
{{- end }}
{{ define "__description" }}{{ end }}
{{ define "__text_alert_list" }}{{ range . -}}
- {{ with .Labels.alertname }}{{ . }}{{ else }}alert{{ end }}
{{ range (.Labels.Remove (stringSlice "alertname")).SortedPairs }}    {{ .Name }}: {{ .Value }}
{{ end }}{{ range .Annotations.SortedPairs }}    {{ .Name }}: {{ .Value }}
{{ end }}{{ with .GeneratorURL }}    source: {{ . }}
{{ end }}{{ end }}{{ end }}
{{ define "__text_alert_list_markdown" }}{{ range . }}
**{{ with .Labels.alertname }}{{ . }}{{ else }}alert{{ end }}**
{{ range (.Labels.Remove (stringSlice "alertname")).SortedPairs }}
- {{ .Name }}: {{ .Value }}
{{- end }}
{{- range .Annotations.SortedPairs }}
- {{ .Name }}: {{ .Value }}
{{- end }}
{{- with .GeneratorURL }}
- [source]({{ . }})
{{- end }}
{{ end }}{{ end }}
{{ define "__tocsin_list" -}}
{{ with .Alerts.Firing }}Firing:
{{ template "__text_alert_list" . }}{{ end -}}
{{ with .Alerts.Resolved }}Resolved:
{{ template "__text_alert_list" . }}{{ end -}}
{{ end }}
{{ define "__tocsin_list_markdown" -}}
{{ with .Alerts.Firing }}## Firing
{{ template "__text_alert_list_markdown" . }}{{ end -}}
{{ with .Alerts.Resolved }}## Resolved
{{ template "__text_alert_list_markdown" . }}{{ end -}}
{{ end }}
{{ define "__tocsin_message" -}}
{{ range .CommonAnnotations.SortedPairs }}{{ .Value }}
{{ end }}{{ template "__tocsin_list" . }}{{ end }}
{{ define "__tocsin_color" }}{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}{{ end }}
`;

const email = `
{{ define "email.default.subject" }}{{ template "__subject" . }}{{ end }}
{{ define "__tocsin_email_rows" -}}
{{ range . }}<h3>{{ with .Labels.alertname }}{{ . }}{{ else }}alert{{ end }}</h3>
<table cellpadding="4">
{{ range (.Labels.Remove (stringSlice "alertname")).SortedPairs }}<tr><th align="left">{{ .Name }}</th><td>{{ .Value }}</td></tr>
{{ end }}{{ range .Annotations.SortedPairs }}<tr><th align="left">{{ .Name }}</th><td>{{ .Value }}</td></tr>
{{ end }}</table>
{{ with .GeneratorURL }}<p><a href="{{ . }}">Source</a></p>
{{ end }}{{ end }}{{ end }}
{{ define "email.default.html" -}}
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ template "__subject" . }}</title></head>
<body style="font-family: sans-serif; max-width: 640px; margin: 0 auto">
<h1 style="font-size: 20px">{{ template "__subject" . }}</h1>
<p><a href="{{ template "__alertmanagerURL" . }}">Open in {{ template "__alertmanager" . }}</a></p>
{{ with .Alerts.Firing }}<h2>{{ len . }} firing</h2>
{{ template "__tocsin_email_rows" . }}{{ end -}}
{{ with .Alerts.Resolved }}<h2>{{ len . }} resolved</h2>
{{ template "__tocsin_email_rows" . }}{{ end -}}
</body>
</html>
{{ end }}
`;

/** Names of an integration that give the same as another template, or nothing. */
const wordings: Readonly<Record<string, string>> = {
  __subject: `slack.default.title pagerduty.default.description opsgenie.default.message victorops.default.entity_display_name
    pushover.default.title sns.default.subject discord.default.title msteams.default.summary msteams.default.title
    msteamsv2.default.title jira.default.summary rocketchat.default.title mattermost.default.title`,
  __alertmanager: `slack.default.username pagerduty.default.client victorops.default.monitoring_tool
    rocketchat.default.alias mattermost.default.username`,
  __alertmanagerURL: `slack.default.titlelink pagerduty.default.clientURL opsgenie.default.source pushover.default.url
    rocketchat.default.titlelink mattermost.default.titlelink`,
  __tocsin_message: `opsgenie.default.description victorops.default.state_message pushover.default.message
    sns.default.message webex.default.message`,
  __tocsin_list: 'telegram.default.message discord.default.message',
  __tocsin_list_markdown: `msteams.default.text msteamsv2.default.text jira.default.description mattermost.default.text`,
  __tocsin_color: 'slack.default.color mattermost.default.color',
  '': `slack.default.callbackid slack.default.pretext slack.default.iconemoji slack.default.iconurl slack.default.text
    slack.default.footer wechat.default.to_user wechat.default.to_party wechat.default.to_tag wechat.default.agent_id
    discord.default.content rocketchat.default.emoji rocketchat.default.iconurl rocketchat.default.text`,
};

const same = Object.entries(wordings).flatMap(([of, names]) => {
  const body = of === '' ? '' : `{{ template "${of}" . }}`;
  return names.split(/\s+/).map((name) => `{{ define "${name}" }}${body}{{ end }}`);
});

/** Keeps the priority of the worst of them in `$worst`. */
const worstOf = (alerts: string): string => `{{ range ${alerts} -}}
{{ if eq .Labels.severity "critical" }}{{ $worst = "High" }}
{{- else if and (eq .Labels.severity "warning") (ne $worst "High") }}{{ $worst = "Medium" }}
{{- else if and (eq .Labels.severity "info") (eq $worst "") }}{{ $worst = "Low" }}{{ end -}}
{{ end -}}`;

/** What only one integration has. */
const special = `
{{ define "slack.default.fallback" }}{{ template "slack.default.title" . }} {{ template "slack.default.titlelink" . }}{{ end }}
{{ define "mattermost.default.fallback" }}{{ template "mattermost.default.title" . }} {{ template "mattermost.default.titlelink" . }}{{ end }}
{{ define "pagerduty.default.instances" }}{{ template "__text_alert_list" . }}{{ end }}
{{ define "wechat.default.message" }}{{ template "__subject" . }}
{{ template "__tocsin_message" . }}{{ template "__alertmanagerURL" . }}{{ end }}
{{ define "jira.default.priority" -}}
{{ $worst := "" -}}
${worstOf('.Alerts.Firing')}
{{ if eq $worst "" }}${worstOf('.Alerts.Resolved')}{{ end -}}
{{ $worst }}{{ end }}
`;

/** Templates under the names that Alertmanager's have, in words of our own; the user's files may define them anew. */
export const defaultTemplates: readonly Source[] = [
  { name: 'default.tmpl', text: shared + same.join('\n') + special },
  { name: 'email.tmpl', text: email },
];
