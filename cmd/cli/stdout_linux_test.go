package cli

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Standard output cannot be written to. Does every command that prints its answer
// there say so and fail, and keep the exit code of what else is wrong?
func TestFullStandardOutput(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	folder := t.TempDir()
	if err := os.WriteFile(folder+"/bad.csv", []byte("app,func,end_timestamp,duration\na,f,x,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code int
		args string
	}{
		{1, "trace validate synthetic,functions=5"},
		{2, "trace validate bad.csv"},
		{1, "trace stats synthetic,functions=5,invocations=100,duration=1m"},
		{1, "trace stats --json synthetic,functions=5,invocations=100,duration=1m"},
		{1, "trace formats"}, {1, "trace formats thaw"},
		{1, "trace convert synthetic,model=poisson,functions=5,invocations=100,duration=1m --out t.thaw"},
		{1, "trace sample --out u.thaw"}, {1, "trace"},
		{1, "policies"}, {1, "policies lru"}, {1, "params"}, {1, "params openwhisk"}, {1, "version"},
		{1, "completion bash"}, {1, "help"}, {1, "run --help"}, {1, "help trace"},
		{1, "run --length 1m --out r --no-figures"}, {1, "run --length 1m --out j --no-figures --json"},
		{1, "restore hello-world"}, {1, "plot r"},
		{1, "reproduce"},
	} {
		cmd := exec.CommandContext(t.Context(), "thaw", strings.Fields(c.args)...)
		var said strings.Builder
		cmd.Dir, cmd.Stdout, cmd.Stderr = folder, full, &said
		code, exited := 0, (*exec.ExitError)(nil)
		if err := cmd.Run(); errors.As(err, &exited) {
			code = exited.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		if code != c.code || !strings.Contains(said.String(), "no space left on device") {
			t.Errorf("thaw %s > /dev/full: exit %d, expected %d and that there is no space\n%s", c.args, code, c.code,
				said.String())
		}
	}
}
