package restore

import (
	"path/filepath"
	"strings"

	"thaw/cmd/cli/command"
)

// The files of restores in a folder, beside those of figures.
const (
	tableFile  = "restore.csv"
	objectFile = "restore.json"
)

// files are those of restores. Their table begins with the same columns whatever version
// wrote it.
var files = command.OwnFiles{Table: tableFile, FirstColumns: "strategy,vm,", By: "thaw restore", Ours: ours}

// ours reports whether restores are written under the name.
func ours(name string) bool {
	stem := strings.TrimSuffix(name, filepath.Ext(name))
	return name == tableFile || name == objectFile || stem == "fault-histogram" || stem == "page-map"
}
