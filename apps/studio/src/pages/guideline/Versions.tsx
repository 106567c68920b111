import type { GuidelineShown } from "@justesse/types/wire/project"
import type { z } from "zod"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { ButtonLink } from "../../ui/Button.tsx"
import { Row, Rows, Rule, Section } from "../../ui/layout.tsx"

/** Every version there ever was; answers are judged by the one they were made under. */
export function GuidelineVersions({
  project,
  shown,
}: {
  readonly project: string
  readonly shown: z.infer<typeof GuidelineShown>
}) {
  const t = useT("guideline")
  const format = useFormat()
  if (shown.versions.length < 2) return null
  return (
    <>
      <Rule />
      <Section title={t("versions")}>
        <Rows>
          {shown.versions.map((version, index) => (
            <Row
              key={version.version}
              name={`${t("version", { version: version.version })}${version.note === "" ? "" : ` · ${version.note}`}`}
            >
              <span className="dim nw">
                {format.dateTime(version.madeAtMs)} · {version.by}
              </span>
              {version.version !== shown.version && (
                <ButtonLink
                  small
                  to="/p/$project/guideline"
                  params={{ project }}
                  search={index === 0 ? {} : { version: String(version.version) }}
                >
                  {t("read")}
                </ButtonLink>
              )}
            </Row>
          ))}
        </Rows>
      </Section>
    </>
  )
}
