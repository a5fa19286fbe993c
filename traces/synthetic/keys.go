package synthetic

// Key documents one key of a spec.
type Key struct {
	Name    string
	Model   string // the models it belongs to; empty: all
	Default string // as typed; empty: see Help
	Help    string
}

// Keys lists the keys of a spec in the order in which they are printed.
func Keys() []Key {
	return []Key{
		{"model", "", "azure",
			"azure: the published shape of Azure Functions (ATC'20); " +
				"poisson: independent Poisson arrivals; timers: functions invoked at equal intervals; " +
				"renewals: functions with means and variations of their inter-arrival times; " +
				"users: no arrivals, but users in a closed loop"},
		{"functions", drawnModels, "",
			"number of functions, 1 to 1048576; 1000 (azure) or 30 (poisson) by default"},
		{"invocations", drawnModels, "",
			"expected in the whole trace; by default 18000 a function and day (azure), else see rate"},
		{"rate", drawnModels, "", "expected a second, e.g. 10/s, instead of invocations; 10/s by default (poisson)"},
		{"duration", "", "24h", "length of the trace"},
		{"shape", drawnModels, "1", "seed of what the functions are"},
		{"seed", drawnModels + " or " + renewalsModel, "0",
			"mixed into the seed of the run, which draws arrivals and durations; 0: the run's alone"},
		{"memory", drawnModels, "",
			"azure: split (default: an app's memory is divided among its functions) or whole; " +
				"poisson: MiB dealt to the functions in turn, 128/256/384/512 by default"},
		{"start", azureModel, "0s", "time of day at which the trace begins"},
		{"weekday", azureModel, "monday", "day on which it begins"},
		{"peak-to-trough", azureModel, "2",
			"ratio of the day's highest rate to its lowest, of functions that follow the day; " +
				"the peak is at 15:00 (assumed)"},
		{"weekend", azureModel, "0.77",
			"rate of a weekend day relative to a weekday " +
				"(Huawei, EuroSys'25: weekdays are 30% higher)"},
		{"max-share", azureModel, "1",
			"most of all invocations that one function may have; " +
				"the rest goes to the others in proportion"},
		{"spread", azureModel, "drawn",
			"where in its minute a function is invoked: drawn, or even (at its start and then at equal intervals, as " +
				"FaasCache spreads the counts of the Azure trace)"},
		{"ranks", azureModel, "0-1",
			"part of the published popularity that the functions are spread over, 0 being the most popular; " +
				"0.25-0.75 leaves the popular and the rare quarter out"},
		{"zipf", poissonModel, "1.1", "exponent of popularity: rank r has weight r^-zipf"},
		{"median", poissonModel, "300ms", "median of the functions' median durations"},
		{"between", poissonModel, "0.8", "sigma of ln of the functions' median durations"},
		{"within", poissonModel + " or " + usersModel, "", "sigma of ln of one function's durations; 0.8 by default " +
			"(poisson), or 0: all are alike (users)"},
		{"timers", timersModel, "", timersHelp},
		{"users", usersModel, "1",
			"users who each wait for an answer, think and invoke a function again, up to duration"},
		{"think", usersModel, "0s",
			"how long a user thinks between an answer and the next invocation: a duration, a range such " +
				"as 0s-1s (uniform), or exp/500ms (exponential, of that mean)"},
		{"ramp", usersModel, "0s", "time over which the users begin, evenly"},
		{"menu", usersModel, "", menuHelp},
		{"burst", usersModel, "", burstHelp},
		{"renewals", renewalsModel, "", renewalsHelp},
	}
}
