package sensitivity

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"thaw/experiments/exit"
	"thaw/experiments/results"
)

// What a search has in its folder. The mark says that the folder is one.
const (
	markName        = "sensitivity.json"
	numbersFolder   = "numbers"
	unchangedFolder = "unchanged"
	changedFolder   = "changed" // the run with the change that is tried
)

// claim makes a folder that is empty or missing the one of a search, and refuses one that
// is somebody else's: nothing in there is replaced.
func claim(out, paper string) error {
	entries, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return exit.Usage(fmt.Errorf("out: %w", err))
	}
	marked := false
	for _, e := range entries {
		folder := e.Name() == numbersFolder || e.Name() == unchangedFolder || e.Name() == changedFolder
		switch {
		case folder && e.IsDir():
		case e.Name() == markName && e.Type().IsRegular():
			marked = true
		default:
			return exit.Usage(fmt.Errorf("out: %s is not of a sensitivity; left untouched",
				filepath.Join(out, e.Name())))
		}
	}
	if marked {
		return nil
	}
	if len(entries) > 0 {
		return exit.Usage(fmt.Errorf("out: %s has no %s, so it is not the folder of a sensitivity; left untouched", out,
			markName))
	}
	if err := os.MkdirAll(filepath.Join(out, numbersFolder), 0o777); err != nil {
		return exit.Usage(fmt.Errorf("out: %w", err))
	}
	text, err := results.IndentedJSON(struct {
		Paper string `json:"paper"`
	}{paper})
	if err != nil {
		return err
	}
	_, err = results.WriteFile(filepath.Join(out, markName), text)
	return err
}
