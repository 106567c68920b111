import type { VersionShown } from "@justesse/types/wire/dataset"
import { useFormat } from "../../format/useFormat.ts"
import { useT } from "../../i18n/useT.ts"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import { saveFile } from "../../ui/saveFile.ts"

/** People and time behind a version, what it was made under, and the manifest to take away. */
export function HowMade({ shown }: { readonly shown: VersionShown }) {
  const t = useT("versions")
  const format = useFormat()
  const { manifest, row } = shown
  return (
    <Section title={t("howMade")}>
      <Rows>
        <Row name={t("peopleTime")}>
          <span className="num nw">
            <b>{format.number(manifest.people.length)}</b>{" "}
            <span className="dim">· {format.duration(shown.activeHours * 3600)}</span>
          </span>
        </Row>
        <Row name={t("answers")}>
          <b>{format.number(manifest.people.reduce((sum, person) => sum + person.answers, 0))}</b>
        </Row>
        <Row name={t("madeUnder")}>
          {t("madeUnderText", { guideline: manifest.guidelineVersion, labels: manifest.ontologyVersion })}
        </Row>
        <Row name={t("hash")}>
          <span className="mono sm" title={row.sha256}>
            {`${row.sha256.slice(0, 12)}…`}
          </span>
        </Row>
      </Rows>
      <p style={{ marginTop: 8 }}>
        <button
          type="button"
          className="btn linklike"
          onClick={() =>
            saveFile(`version-${row.version}-manifest.json`, "application/json", JSON.stringify(manifest, null, 2))
          }
        >
          {t("manifest")}
        </button>
      </p>
    </Section>
  )
}
