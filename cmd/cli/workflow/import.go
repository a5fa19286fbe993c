package workflow

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
	"thaw/models/wholefile"
	"thaw/models/workflow/pipespec"
)

func newImport() *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "import SPEC [--out FILE.yaml]",
		Short: "Turn a pipeline specification of Sprocket into a workflow",
		Long: `Read a pipeline specification of Sprocket (JSON with nodes and streams, such as the
files in the folder pipespec of its released code) and write it as a workflow. What
the specification does not say, such as the work of tasks and the sizes of frames, is
filled in, and a remark behind each such line tells what that rests on. Every mistake
is reported with line and column.`,
		Example: `  thaw workflow import docs/examples/workflow-blend.pipe
  thaw workflow import docs/examples/workflow-blend.pipe --out blend.yaml && thaw workflow run blend.yaml`,
		Args: command.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := textfile.Name(args[0])
			wrong := checkOut(out, force, cmd.Flags().Changed("out"))
			text, err := textfile.ReadGiven(args[0], textfile.Written)
			if err != nil {
				return exit.Usage(errors.Join(wrong, fmt.Errorf("%s: cannot read: %w", name, results.Cause(err))))
			}
			imported, err := pipespec.Import(name, text)
			if err := errors.Join(wrong, err); err != nil {
				return exit.Usage(err)
			}
			for _, line := range imported.Notes {
				command.Note(cmd)(line)
			}
			if out == "" {
				_, err := cmd.OutOrStdout().Write(imported.YAML)
				return err
			}
			if err := wholefile.Write(out, imported.YAML); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "wrote %s\n", out)
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "`FILE` to write; standard output without it")
	cmd.Flags().BoolVar(&force, "force", false, "replace a file that is there")
	return cmd
}

// checkOut returns what is wrong with the file to write.
func checkOut(out string, force, given bool) error {
	if !given {
		return nil
	}
	switch info, err := os.Lstat(out); {
	case out == "":
		return errors.New("--out: \"\": expected a file")
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("--out: %s is no regular file", out)
	case err == nil && !force:
		return fmt.Errorf("--out: %s exists already; --force replaces it", out)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("--out: cannot write %s: %w", out, results.Cause(err))
	}
	if info, err := os.Stat(filepath.Dir(out)); err != nil || !info.IsDir() {
		return fmt.Errorf("--out: %s is no folder", filepath.Dir(out))
	}
	return nil
}
