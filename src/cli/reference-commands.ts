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
}
