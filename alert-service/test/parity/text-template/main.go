// Executes templates with Go's own text/template or html/template, for comparing. Reads lines of
// {"template": …, "data": …, "html": …} and writes lines of {"output": …} or {"error": …}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"os"
	"strconv"
	"strings"
	text "text/template"
	"time"
)

type request struct {
	Template string `json:"template"`
	Data     any    `json:"data"`
	HTML     bool   `json:"html"`
}

type answer struct {
	Output string `json:"output"`
	Error  string `json:"error,omitempty"`
}

// decode turns tagged JSON into the Go value it stands for: {"$int": "5"} and the like.
func decode(v any) any {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = decode(item)
		}
		return list
	case map[string]any:
		for tag, inner := range v {
			if len(v) == 1 && strings.HasPrefix(tag, "$") {
				return decodeTagged(tag, inner)
			}
		}
		m := make(map[string]any, len(v))
		for key, item := range v {
			m[key] = decode(item)
		}
		return m
	}
	return v
}

func decodeTagged(tag string, inner any) any {
	switch tag {
	case "$int":
		n, err := strconv.Atoi(inner.(string))
		check(err)
		return n
	case "$float":
		f, err := strconv.ParseFloat(inner.(string), 64)
		check(err)
		return f
	case "$duration":
		n, err := strconv.ParseInt(inner.(string), 10, 64)
		check(err)
		return time.Duration(n)
	case "$time":
		t, err := time.Parse(time.RFC3339Nano, inner.(string))
		check(err)
		return t.UTC()
	case "$strings":
		list := []string{}
		for _, item := range inner.([]any) {
			list = append(list, item.(string))
		}
		return list
	case "$map":
		m := map[string]string{}
		for key, item := range inner.(map[string]any) {
			m[key] = item.(string)
		}
		return m
	}
	panic("unknown tag " + tag)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

var trusted = template.FuncMap{
	"safeHtml":   func(s string) template.HTML { return template.HTML(s) },
	"safeUrl":    func(s string) template.URL { return template.URL(s) },
	"safeCss":    func(s string) template.CSS { return template.CSS(s) },
	"safeAttr":   func(s string) template.HTMLAttr { return template.HTMLAttr(s) },
	"safeJs":     func(s string) template.JS { return template.JS(s) },
	"safeJsStr":  func(s string) template.JSStr { return template.JSStr(s) },
	"safeSrcset": func(s string) template.Srcset { return template.Srcset(s) },
}

type executor interface {
	Execute(w io.Writer, data any) error
}

func parse(r request) (executor, error) {
	if r.HTML {
		return template.New("t").Option("missingkey=zero").Funcs(trusted).Parse(r.Template)
	}
	return text.New("t").Option("missingkey=zero").Parse(r.Template)
}

func execute(r request) answer {
	t, err := parse(r)
	if err != nil {
		return answer{Error: err.Error()}
	}
	var out strings.Builder
	if err := t.Execute(&out, decode(r.Data)); err != nil {
		return answer{Output: out.String(), Error: err.Error()}
	}
	return answer{Output: out.String()}
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		var r request
		if err := in.Decode(&r); err == io.EOF {
			return
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		line, err := json.Marshal(execute(r))
		check(err)
		fmt.Fprintf(out, "%s\n", line)
	}
}
