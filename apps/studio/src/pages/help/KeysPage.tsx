import { COMMANDS } from "@justesse/editor/commands"
import type { Command } from "@justesse/editor/commands/contract"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { capsOf } from "../../keys/caps.ts"
import { useOwnKeys } from "../../keys/own.ts"
import { GO_KEYS } from "../../shell/navPages.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Head, Intro, Section } from "../../ui/layout.tsx"

const SCOPES = ["everywhere", "task", "review"] as const
/** Keys of the grid of pictures, which is a page of this shell. */
const GRID = [
  { keys: ["X"], name: "grid.choose" },
  { keys: ["⇧", "X"], name: "grid.range" },
  { keys: ["cap.Space"], name: "grid.look" },
  { keys: ["⏎"], name: "grid.open" },
  { keys: ["cap.Escape"], name: "grid.clear" },
] as const

/** Keys of the grid of similar differences. */
const SIMILAR_KEYS = [
  { keys: ["1", "2"], name: "wall.side" },
  { keys: ["cap.Space"], name: "wall.untick" },
  { keys: ["N", "P"], name: "wall.page" },
  { keys: ["⏎"], name: "wall.decide" },
  { keys: ["cap.Escape"], name: "wall.back" },
] as const

/** Every key there is, from the one registry that the pages themselves act by. */
export function KeysPage() {
  const t = useT("keys")
  usePageName(t("title"))
  const nav = useT("nav")
  return (
    <div className="content">
      <Head title={t("title")}>
        <ButtonLink to="/settings/keys">{t("own.title")}</ButtonLink>
      </Head>
      <Intro>
        <Rich t={t} k="lead" values={{ count: COMMANDS.length }} />
      </Intro>
      <div className={`two ${measures.above24}`}>
        <div>
          <Section title={t("scope.everywhere")}>
            <Commands commands={COMMANDS.filter((command) => command.scope === SCOPES[0])} />
            {GO_KEYS.map((go) => (
              <Line key={go.key} caps={["G", go.key.toUpperCase()]} name={t("go", { place: nav(go.name) })} />
            ))}
          </Section>
          <div className={measures.above28}>
            <Section title={t("scope.grid")}>
              {GRID.map((line) => (
                <Line key={line.name} caps={line.keys} name={t(line.name)} />
              ))}
            </Section>
          </div>
          <div className={measures.above28}>
            <Section title={t("scope.review")}>
              <Commands commands={COMMANDS.filter(({ scope }) => scope === "review" || scope === "work")} />
            </Section>
          </div>
          <div className={measures.above28}>
            <Section title={t("scope.judge")}>
              <Commands commands={COMMANDS.filter(({ scope }) => scope === "propose" || scope === "judge")} />
            </Section>
          </div>
          <div className={measures.above28}>
            <Section title={t("scope.wall")}>
              {SIMILAR_KEYS.map((line) => (
                <Line key={line.name} caps={line.keys} name={t(line.name)} />
              ))}
            </Section>
          </div>
        </div>
        <Section title={t("scope.task")}>
          {groupsOf(COMMANDS.filter(({ scope }) => scope === "task" || scope === "work")).map(([group, commands]) => (
            <div key={group} className={measures.below16}>
              <p className="dim sm b">{t(`group.${group}`)}</p>
              <Commands commands={commands} />
            </div>
          ))}
        </Section>
      </div>
    </div>
  )
}

function groupsOf(commands: readonly Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>()
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command])
  return [...groups]
}

function Commands({ commands }: { readonly commands: readonly Command[] }) {
  const t = useT("task")
  return useOwnKeys(commands).map((command) => (
    <Line key={command.id} caps={capsOf(command, t)} name={t(command.labelKey)} />
  ))
}

function Line({ caps, name }: { readonly caps: readonly string[]; readonly name: string }) {
  const t = useT("common")
  return (
    <div className={`row ${measures.high32} ${measures.bare}`}>
      <span className="g">{name}</span>
      <span className={`inline ${measures.gap4}`}>
        {caps.map((cap, index) => (
          <kbd key={`${cap}-${index}`} className="always">
            {cap.startsWith("cap.") ? t(`common:${cap}`) : cap}
          </kbd>
        ))}
      </span>
    </div>
  )
}
