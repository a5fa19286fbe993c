package workflow

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/command"
	"thaw/cmd/cli/table"
	"thaw/experiments/exit"
	"thaw/experiments/workflows"
	engine "thaw/models/workflow"
)

func newValidate() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "validate FILE...",
		Short: "Read workflows and report every mistake, or what is known of them before a run",
		Long: `Read each workflow and report every mistake with file, line and column. Of one
without mistakes, print its stages in order with the units of work that they will
get, their delivery functions and streams, and the path whose work takes longest at
least. The exit code is 2 when a workflow is invalid.`,
		Example: `  thaw workflow validate docs/examples/workflow-grayscale.yaml docs/examples/workflow-scenes.yaml
  thaw workflow validate docs/examples/workflow-scenes.yaml --json`,
		Args: command.Args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			told, invalid, err := validate(cmd.Context(), args)
			if err != nil {
				return err
			}
			if asJSON {
				if err := table.WriteJSON(cmd.OutOrStdout(), told); err != nil {
					return err
				}
			} else {
				for i := range told {
					fmt.Fprint(cmd.OutOrStdout(), told[i].text())
				}
			}
			if invalid > 0 {
				return exit.Usage(fmt.Errorf("invalid: %d of %s", invalid, table.Many(int64(len(args)), "workflow")))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON, one object a file")
	return cmd
}

// told is what is said of a file.
type told struct {
	File     string   `json:"file"`
	Valid    bool     `json:"valid"`
	Mistakes []string `json:"mistakes"`
	Stages   []stage  `json:"stages"`
	Critical []string `json:"critical_path"`
	LeastS   *float64 `json:"least_s"` // null of an invalid workflow
}

// stage is what is known of a stage before a run.
type stage struct {
	Name     string   `json:"stage"`
	Units    *int     `json:"units"` // null: a run decides
	Delivery string   `json:"delivery"`
	Emits    string   `json:"emits"`
	From     []string `json:"from"`
	To       []string `json:"to"`
}

// validate reads files and counts those that are invalid.
func validate(ctx context.Context, paths []string) (list []told, invalid int, err error) {
	for _, path := range paths {
		f, err := command.Abandon(ctx, func() (*workflows.File, error) { return workflows.Open(path) })
		if ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		if err != nil {
			invalid++
			list = append(list, told{File: path, Mistakes: strings.Split(err.Error(), "\n"), Stages: []stage{},
				Critical: []string{}})
			continue
		}
		list = append(list, tell(f))
	}
	return list, invalid, nil
}

// tell says what is known of a workflow before a run.
func tell(f *workflows.File) told {
	p := f.Spec.Plan()
	least := p.Least.Seconds()
	t := told{File: f.Path, Valid: true, Mistakes: []string{}, LeastS: &least}
	for _, i := range p.Order {
		st := &f.Spec.Stages[i]
		s := stage{Name: st.Name, Delivery: st.Delivery.String(), Emits: st.Emits.String(), From: []string{},
			To: []string{}}
		if n := p.Units[i]; n != engine.Unknown {
			s.Units = &n
		}
		for _, stream := range f.Form.Streams {
			if to, _, _ := strings.Cut(stream.To, ":"); to == st.Name {
				s.From = append(s.From, stream.From)
			}
			if from, _, _ := strings.Cut(stream.From, ":"); from == st.Name {
				s.To = append(s.To, stream.To)
			}
		}
		t.Stages = append(t.Stages, s)
	}
	for _, i := range p.Critical {
		t.Critical = append(t.Critical, f.Spec.Stages[i].Name)
	}
	return t
}

// text is what is printed of a file.
func (t *told) text() string {
	if !t.Valid {
		return strings.Join(t.Mistakes, "\n") + "\n" + t.File + ": invalid\n"
	}
	var rows table.Text
	rows.Row("STAGE", "UNITS", "DELIVERY", "EMITS", "FROM", "TO")
	scenes := ""
	for _, s := range t.Stages {
		units := "–"
		if s.Units != nil {
			units = table.Grouped(float64(*s.Units), 0)
		} else {
			scenes = "UNITS –: scenes decide.\n"
		}
		rows.Row(s.Name, units, s.Delivery, s.Emits, strings.Join(s.From, " "), orDash(strings.Join(s.To, " ")))
	}
	least := time.Duration(*t.LeastS * float64(time.Second)).Round(time.Microsecond)
	return rows.String() + scenes + fmt.Sprintf("Critical path: %s, at least %v of work.\n%s: valid\n",
		strings.Join(t.Critical, " → "), least, t.File)
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
