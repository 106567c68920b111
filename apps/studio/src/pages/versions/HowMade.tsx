import type { VersionShown } from "@justesse/types/wire/dataset"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import { saveFile } from "../../ui/saveFile.ts"
import { useAct } from "../../ui/useAct.ts"

/** How sure its labels are, people and time behind them, what they were made under, and what accompanies them. */
export function HowMade({ project, shown }: { readonly project: string; readonly shown: VersionShown }) {
  const t = useT("versions")
  const format = useFormat()
  const { manifest, row } = shown
  return (
    <Section title={t("howMade")}>
      <Rows>
        <Sure shown={shown} />
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
        <Row name={t("conditions")}>
          <TextLink to="/p/$project/conditions" params={{ project }}>
            {t("common:see")}
          </TextLink>
        </Row>
        <Row name={t("labor")}>
          <TextLink to="/p/$project/versions/$version/labor" params={{ project, version: String(row.version) }}>
            {t("common:see")}
          </TextLink>
        </Row>
        <Row name={t("hash")}>
          <span className="mono sm" title={row.sha256}>
            {`${row.sha256.slice(0, 12)}…`}
          </span>
        </Row>
      </Rows>
      <Papers project={project} shown={shown} />
    </Section>
  )
}

/** Agreement and what second looks found, as they stood when it was frozen. */
function Sure({ shown: { sure } }: { readonly shown: VersionShown }) {
  const t = useT("versions")
  const format = useFormat()
  if (sure === null) return <Row name={t("sureUnknown")} />
  const { agreement, error, doubled } = sure
  return (
    <>
      {agreement && (
        <Row name={t("agreement", { count: doubled, number: format.number(doubled) })}>
          <span className="num nw">
            <b>{format.ratio(agreement.mean)}</b>{" "}
            <span className="dim">{format.interval(agreement.low, agreement.high)}</span>
          </span>
        </Row>
      )}
      {error && (
        <Row name={t("secondLook", { count: error.n, number: format.number(error.n) })}>
          <span className="num nw">
            <b>{format.share(error.mean)}</b> <span className="dim">{format.shares(error.low, error.high)}</span>
          </span>
        </Row>
      )}
    </>
  )
}

/** What accompanies the labels, to take away: each export holds them too. */
function Papers({ project, shown }: { readonly project: string; readonly shown: VersionShown }) {
  const t = useT("versions")
  const { version } = shown.row
  const companion = useAct(
    (what: "card" | "croissant") => api.dataset.companion.query({ project, version, what }),
    ({ name, text }) => {
      const type = name.endsWith(".json") ? "application/json" : "text/markdown"
      saveFile(`version-${version}-${name}`, type, text)
    },
  )
  const manifest = () =>
    saveFile(`version-${version}-manifest.json`, "application/json", JSON.stringify(shown.manifest, null, 2))
  const papers = [
    { name: t("manifest"), take: manifest },
    { name: t("dataCard"), take: () => companion.mutate("card") },
    { name: "Croissant", take: () => companion.mutate("croissant") },
  ]
  return (
    <p className={measures.above8}>
      {papers.map(({ name, take }, i) => (
        <span key={name}>
          {i > 0 && " · "}
          <button type="button" className="btn linklike" onClick={take}>
            {name}
          </button>
        </span>
      ))}
    </p>
  )
}
