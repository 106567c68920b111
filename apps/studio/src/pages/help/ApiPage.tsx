import { Select } from "@mantine/core"
import { useState } from "react"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { ButtonLink } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { Head, Lead, Section } from "../../ui/layout.tsx"
import { linesFor } from "./apiLines.ts"

/** Commands and curl, filled in with this address and a project of yours. */
export function ApiPage() {
  const t = useT("api")
  const me = useMe()
  const projects = me?.projects ?? []
  const [chosen, setChosen] = useState<string | null>(null)
  const project = chosen ?? projects[0]?.project ?? "my-project"
  usePageName(t("title"))
  return (
    <div className="content">
      <Head title={t("title")}>
        <ButtonLink to="/settings">{t("token")}</ButtonLink>
      </Head>
      <Lead>
        <Rich t={t} k="lead" />
      </Lead>
      {projects.length > 0 && (
        <Select
          label={t("project")}
          allowDeselect={false}
          data={projects.map((card) => ({ value: card.project, label: card.name }))}
          value={project}
          onChange={setChosen}
          w={280}
          mt={16}
        />
      )}
      {linesFor(project, window.location.origin).map((group) => (
        <div key={group.key} style={{ marginTop: 28 }}>
          <Section title={t(`group.${group.key}`)}>
            <p className="dim" style={{ marginBottom: 8 }}>
              {t(`text.${group.key}`)}
            </p>
            <div className="cmds">
              {group.lines.map((line) => (
                <Command key={line} text={line} />
              ))}
            </div>
          </Section>
        </div>
      ))}
    </div>
  )
}
