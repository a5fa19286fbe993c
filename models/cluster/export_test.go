package cluster

// Blind returns a configuration under which nothing is looked at ahead of its turn.
func Blind(cfg Config) Config {
	cfg.blind = true
	return cfg
}
