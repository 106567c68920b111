import { COMMANDS } from "@justesse/editor/commands"
import type { Command } from "@justesse/editor/commands/contract"
import { keyConflicts } from "@justesse/editor/keymap/conflicts"
import { readKeyFile, writeKeyFile } from "@justesse/editor/keymap/file"
import { commandsUnder, withGivenKeys, withKey, withoutKey } from "@justesse/editor/keymap/own"
import { KEY_PRESETS, presetOf } from "@justesse/editor/keymap/presets"
import { TextInput } from "@mantine/core"
import { useState } from "react"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { capsOf } from "../../../keys/caps.ts"
import { matching } from "../../../shell/palette/matching.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Crumbs, Head, Intro, Rule, Section } from "../../../ui/layout.tsx"
import { saveFile } from "../../../ui/saveFile.ts"
import { useToast } from "../../../ui/toast.tsx"
import { ChooseFiles } from "../../../uploads/ChooseFiles.tsx"
import { Presets } from "./Presets.tsx"
import css from "./page.module.css"
import { CommandRow } from "./Row.tsx"
import { type Chosen, useChosen } from "./useChosen.ts"

/** My keys: a preset to start from, and keys of one's own over it. Each change is kept at once. */
export function OwnKeysPage() {
  const t = useT("keys")
  const settings = useT("settings")
  usePageName(t("own.title"))
  const chosen = useChosen()
  const { choice, map, change } = chosen
  const preset = t(`own.presets.${KEY_PRESETS.find(({ id }) => id === choice.preset)?.id ?? "justesse"}`)
  const count = COMMANDS.filter(({ id }) => map[id] !== presetOf(choice.preset)[id]).length
  const conflicts = keyConflicts(COMMANDS, map)
  const reset = () => change(({ preset }) => ({ preset, own: {} }))
  return (
    <div className="content">
      <Crumbs items={[{ to: "/settings", children: settings("title") }]} />
      <Head title={t("own.title")}>
        {count > 0 && (
          <Button look="quiet" onClick={reset}>
            {t("own.reset")}
          </Button>
        )}
        <KeyFile {...chosen} />
      </Head>
      <Intro>
        <Rich t={t} k={count === 0 ? "own.lead" : "own.leadChanged"} values={{ preset, count }} />
      </Intro>
      {conflicts.length > 0 && (
        <div role="alert" className={measures.above12}>
          <p>{t("own.conflicts", { count: conflicts.length })}</p>
          <ul>
            {conflicts.map(({ chord, commands }) => (
              <li key={`${chord} ${commands.join(" ")}`}>
                {commands.map((id) => t(`task:command.${id}`)).join(" · ")}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={measures.above24}>
        <Section title={t("own.start")}>
          <Presets chosen={choice.preset} onChoose={(preset) => change((now) => ({ ...now, preset }))} />
          <p className={`dim sm ${measures.above12}`}>{t("own.layouts")}</p>
        </Section>
      </div>
      <Rule />
      <Commands {...chosen} />
    </div>
  )
}

/** The choice as a file, and from one. */
function KeyFile({ choice, change }: Chosen) {
  const t = useT("keys")
  const toast = useToast()
  const read = async (file: File) => {
    const found = readKeyFile(await file.text())
    if (!found) return toast.done(t("own.readWrong", { name: file.name }))
    const before = choice
    change(() => found)
    toast.done(t("own.readDone", { name: file.name }), () => change(() => before))
  }
  return (
    <>
      <ChooseFiles name={t("own.read")} onFiles={([first]) => first && void read(first.file)} />
      <Button onClick={() => saveFile("justesse-keys.json", "application/json", writeKeyFile(choice))}>
        {t("own.save")}
      </Button>
    </>
  )
}

const HEADINGS = ["scope.everywhere", "scope.task", "scope.review"] as const

function headingOf({ scope, group }: Command): string {
  if (scope === "everywhere") return HEADINGS[0]
  if (scope === "review" || scope === "propose" || scope === "judge") return HEADINGS[2]
  return `group.${group}`
}

function Commands({ choice, map, change }: Chosen) {
  const t = useT("keys")
  const [sought, setSought] = useState("")
  const all = commandsUnder(COMMANDS, map)
  const items = all.map((command) => ({
    command,
    name: t(`task:${command.labelKey}`),
    words: capsOf(command, t).join(" "),
  }))
  const found = new Set(matching(items, sought).map(({ command }) => command.id))
  const groups = [...new Set(all.map(headingOf))].map((heading) => ({
    heading,
    shown: all.filter((command) => found.has(command.id) && headingOf(command) === heading),
  }))
  return (
    <Section
      title={t("title")}
      aside={
        <TextInput
          className={css.find ?? ""}
          aria-label={t("own.find")}
          placeholder={t("own.find")}
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
      }
    >
      {found.size === 0 && <p className="dim">{t("own.noneFound")}</p>}
      <div className={css.groups}>
        {groups.map(
          ({ heading, shown }) =>
            shown.length > 0 && (
              <section aria-label={t(heading)} className={css.group} key={heading}>
                <h3>{t(heading)}</h3>
                <div role="list">
                  {shown.map((command) => (
                    <CommandRow
                      all={all}
                      changed={map[command.id] !== presetOf(choice.preset)[command.id]}
                      command={command}
                      key={command.id}
                      onGive={(chord) => change((now) => withKey(now, map, command, chord, COMMANDS))}
                      onReset={() => change((now) => withGivenKeys(now, command.id))}
                      onTake={(chord) => change((now) => withoutKey(now, map, command, chord))}
                    />
                  ))}
                </div>
              </section>
            ),
        )}
      </div>
    </Section>
  )
}
