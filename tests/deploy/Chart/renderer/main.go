// Renders a chart's templates with the template engine and the functions that Helm is made of, and writes the result as
// JSON. Subcharts, hooks' order, the schema and a cluster are left out: only what templates say.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"github.com/ghodss/yaml"
)

type values = map[string]interface{}

type files struct{ root string }

func (f files) Get(name string) string {
	text, err := os.ReadFile(filepath.Join(f.root, filepath.Clean("/"+name)))
	if err != nil {
		return ""
	}
	return string(text)
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(path string) values {
	text, err := os.ReadFile(path)
	fail(err)
	read := values{}
	fail(yaml.Unmarshal(text, &read))
	return read
}

// Later values replace earlier ones; null takes away; only maps are merged.
func merge(into, from values) {
	for key, value := range from {
		inner, isMap := value.(values)
		known, wasMap := into[key].(values)
		switch {
		case value == nil:
			delete(into, key)
		case isMap && wasMap:
			merge(known, inner)
		default:
			into[key] = value
		}
	}
}

func functions(t *template.Template) template.FuncMap {
	all := sprig.TxtFuncMap()
	delete(all, "env")
	delete(all, "expandenv")
	all["toYaml"] = func(value interface{}) string {
		text, err := yaml.Marshal(value)
		fail(err)
		return strings.TrimSuffix(string(text), "\n")
	}
	all["fromYaml"] = func(text string) values {
		read := values{}
		if err := yaml.Unmarshal([]byte(text), &read); err != nil {
			read["Error"] = err.Error()
		}
		return read
	}
	all["fromJsonArray"] = func(text string) []interface{} {
		read := []interface{}{}
		if err := json.Unmarshal([]byte(text), &read); err != nil {
			read = []interface{}{err.Error()}
		}
		return read
	}
	all["required"] = func(sentence string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return value, fmt.Errorf("%s", sentence)
		}
		return value, nil
	}
	all["include"] = func(name string, data interface{}) (string, error) {
		var out strings.Builder
		err := t.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	all["tpl"] = func(text string, data interface{}) (string, error) {
		clone, err := t.Clone()
		if err != nil {
			return "", err
		}
		parsed, err := clone.New("tpl").Parse(text)
		if err != nil {
			return "", err
		}
		var out strings.Builder
		err = parsed.Execute(&out, data)
		return out.String(), err
	}
	return all
}

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: renderer CHART RELEASE NAMESPACE [VALUES…]")
		os.Exit(64)
	}
	chart, release, namespace := os.Args[1], os.Args[2], os.Args[3]
	described := read(filepath.Join(chart, "Chart.yaml"))
	used := read(filepath.Join(chart, "values.yaml"))
	for _, path := range os.Args[4:] {
		merge(used, read(path))
	}
	about := values{}
	for key, value := range described {
		about[strings.ToUpper(key[:1])+key[1:]] = value
	}
	root := template.New("chart").Option("missingkey=zero")
	root.Funcs(functions(root))
	paths, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	fail(err)
	sort.Strings(paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		fail(err)
		_, err = root.New(filepath.Base(path)).Parse(string(text))
		fail(err)
	}
	result := values{"values": used, "notes": ""}
	documents := []interface{}{}
	separator := regexp.MustCompile(`(?m)^---\s*$`)
	for _, path := range paths {
		name := filepath.Base(path)
		if strings.HasPrefix(name, "_") {
			continue
		}
		var out bytes.Buffer
		fail(root.ExecuteTemplate(&out, name, values{
			"Values":       used,
			"Chart":        about,
			"Files":        files{chart},
			"Release":      values{"Name": release, "Namespace": namespace, "Service": "Helm", "Revision": 1},
			"Capabilities": values{"KubeVersion": values{"Version": "v1.30.0"}},
			"Template":     values{"Name": "trustcenter/templates/" + name, "BasePath": "trustcenter/templates"},
		}))
		// what Helm does with a zero value that is no text
		text := strings.ReplaceAll(out.String(), "<no value>", "")
		if name == "NOTES.txt" {
			result["notes"] = text
			continue
		}
		for _, part := range separator.Split(text, -1) {
			if strings.TrimSpace(part) == "" {
				continue
			}
			document := values{}
			if err := yaml.Unmarshal([]byte(part), &document); err != nil {
				fail(fmt.Errorf("%s is no YAML: %w\n%s", name, err, part))
			}
			if len(document) > 0 {
				documents = append(documents, document)
			}
		}
	}
	result["documents"] = documents
	text, err := json.Marshal(result)
	fail(err)
	os.Stdout.Write(text)
}
