package main

import (
	"slices"
	"testing"
	"testing/fstest"
)

func files(names ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for _, n := range names {
		m[n] = &fstest.MapFile{}
	}
	return m
}

func TestMigrationFaults(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files []string
		want  []string
	}{
		{"whole", []string{"000001_a.up.sql", "000001_a.down.sql", "000002_b.up.sql", "000002_b.down.sql"}, nil},
		{"none", nil, []string{"migrations: no files"}},
		{"gap", []string{"000002_b.up.sql", "000002_b.down.sql"}, []string{"migrations: number 000001 is missing"}},
		{"one way", []string{"000001_a.up.sql"}, []string{"migrations: 000001_a has no down"}},
		{"twins", []string{"000001_a.up.sql", "000001_a.down.sql", "000001_b.up.sql"}, []string{"migrations/000001_b.up.sql: number 1 is taken by a"}},
		{"badly named", []string{"000001_a.up.sql", "000001_a.down.sql", "2-B.sql"}, []string{"migrations/2-B.sql: not named like 000001_words.up.sql"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var names []string
			for _, f := range tt.files {
				names = append(names, "migrations/"+f)
			}
			if got := migrationFaults(files(names...)); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLinkFaults(t *testing.T) {
	for link, want := range map[string]string{
		"docs/a.md":                "",
		"docs/a.md#två-ord":        "",
		"docs/a.md#tv%C3%A5-ord-1": "",
		"docs/a.md#by-hand":        "",
		"docs":                     "",
		"#top":                     "",
		"https://example.org/x":    "",
		"mailto:a@example.org":     "",
		"docs/b.md":                "README.md: link docs/b.md: no such file",
		"docs/a.md#three":          "README.md: link docs/a.md#three: no such heading",
		"../b.md":                  "README.md: link ../b.md: leads out of the repository",
	} {
		tree := fstest.MapFS{
			"README.md": {Data: []byte("# Top\n[x](" + link + ")\n`[y](nowhere)`\n```\n[z](nowhere)\n```\n")},
			"docs/a.md": {Data: []byte("## Två ord\n## Två ord\n<a id=\"by-hand\"></a>\n```\n# three\n```\n")},
			"var/x.md":  {Data: []byte("[x](nowhere)")},
		}
		var wants []string
		if want != "" {
			wants = []string{want}
		}
		if got := linkFaults(tree); !slices.Equal(got, wants) {
			t.Errorf("%s: got %q, want %q", link, got, wants)
		}
	}
}
