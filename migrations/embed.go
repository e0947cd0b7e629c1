// Package migrations carries the schema's steps, forward-only in production. A landed file is never edited.
package migrations

import "embed"

// Files are the golang-migrate steps: NNNNNN_name.up.sql and .down.sql.
//
//go:embed *.sql
var Files embed.FS
