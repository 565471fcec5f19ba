/** The commands that tell of the command itself. */
import { Argument, type Command } from "commander";

export interface ReferenceActions {
  /** Explains a code, or lists all of them. */
  explain(this: void, code: string | undefined): Promise<void>;
  printCompletions(this: void, shell: string): Promise<void>;
  printManPage(this: void): Promise<void>;
}

/** Adds them to the program. */
export function addReferenceCommands(program: Command, actions: ReferenceActions): void {
  program
    .command("explain")
    .description("tell what a code of a problem means, with an example and the way out")
    .argument("[code]", "such as step-id-order; all codes are listed without it")
    .helpOption("-h, --help", "print this help")
    .action((code: string | undefined) => actions.explain(code));
  program
    .command("completions")
    .description("print the completions for a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]))
    .helpOption("-h, --help", "print this help")
    .action((shell: string) => actions.printCompletions(shell));
  program
    .command("man")
    .description("print the manual page")
    .helpOption("-h, --help", "print this help")
    .action(() => actions.printManPage());
  const help = program.command("help").description("print the help, or that of a command");
  const names = program.commands.map((command) => command.name());
  help
    .addArgument(new Argument("[command]", "the command").choices(names))
    .helpOption("-h, --help", "print this help")
    .action((name: string | undefined) => {
      (program.commands.find((command) => command.name() === name) ?? program).outputHelp();
    });
}
