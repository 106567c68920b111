import { checkLedger } from "@justesse/db/ledger/verify"
import { Unusable } from "../arguments.ts"
import { readBeside } from "../beside.ts"
import { COMMON, type Command, done } from "../command.ts"
import { plural } from "../plural.ts"
import { findOneStudio } from "../studioPath.ts"

const USAGE = "ledger verify"

type Checked = Awaited<ReturnType<typeof checkLedger>>

/** A count with its word, in French: nought and one are singular. */
const french = (count: number, one: string) => `${count.toLocaleString("fr")} ${count < 2 ? one : `${one}s`}`

/** One sentence on the ledger, in the language of the terminal. */
const SENTENCES: Readonly<Record<"en" | "fr", (checked: Checked) => string>> = {
  en: ({ transactions, entries, first, problems }) =>
    first?.what === "under_floor"
      ? `Session ${first.at} is paid less than its counted time at its floor; ${plural(problems.length, "fault")} in all. Put money into its project: what is owed is paid first.`
      : first
        ? `The ledger is not whole: the first fault is at ${first.at} (${first.what}); ${problems.length} in all. Compare with the backup.`
        : `The ledger is whole: ${plural(transactions, "movement")} with ${entries.toLocaleString("en")} entries; every currency adds up to nought.`,
  fr: ({ transactions, entries, first, problems }) =>
    first?.what === "under_floor"
      ? `La séance ${first.at} est payée moins que son temps compté au plancher ; ${french(problems.length, "anomalie")} en tout. Versez de l’argent au projet : ce qui est dû est payé en premier.`
      : first
        ? `Le grand livre n’est pas intact : la première anomalie est en ${first.at} (${first.what}) ; ${problems.length} en tout. Comparez avec la sauvegarde.`
        : `Le grand livre est intact : ${french(transactions, "mouvement")} et ${french(entries, "écriture")} ; chaque devise s’équilibre.`,
}

function languageOfTerminal(): "en" | "fr" {
  const named = process.env["LC_ALL"] || process.env["LC_MESSAGES"] || process.env["LANG"] || ""
  return named.toLowerCase().startsWith("fr") ? "fr" : "en"
}

export const ledger: Command = {
  usage: USAGE,
  about:
    "Reads the whole ledger: every movement adds up to nought and is the one that was stored, nothing was ever below nought, balances " +
    "follow from their entries, and no closed session is paid less than its counted time at its floor. A part of `verify`. Reads alone, also beside a running server.",
  options: COMMON,
  async run(args, around) {
    if (args.positionals[0] !== "verify") throw new Unusable(`Say what to do: ${USAGE}.`)
    const studioPath = await findOneStudio(args, around)
    return readBeside(studioPath, async ({ storage }) => {
      const checked = await checkLedger(storage)
      const ok = checked.problems.length === 0
      return done({ ok, ...checked }, SENTENCES[languageOfTerminal()](checked), ok ? 0 : 1)
    })
  },
}
