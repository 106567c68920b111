import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import { ShareText } from "./Confusions.tsx"
import type { Profile } from "./Outlines.tsx"

/** What a mentor noted of regions that they read whole, and that is measured nowhere else. Nothing where nobody noted anything. */
export function Noted({ profile: { noted } }: { readonly profile: Profile }) {
  const t = useT("learning")
  if (noted.length === 0) return null
  return (
    <div className={measures.above20}>
      <Section title={t("noted.title")}>
        <Rows>
          {noted.map((row) => (
            <Row key={row.about} name={t(`noted.${row.about}`)}>
              <ShareText row={row} />
            </Row>
          ))}
        </Rows>
        <p className="dim sm">{t("noted.what")}</p>
      </Section>
    </div>
  )
}
