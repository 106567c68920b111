import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import { ShareText } from "./Confusions.tsx"
import type { Profile } from "./Outlines.tsx"

/** Errors in what I transcribed, by class of character, each with its commonest example. Nothing in projects without text. */
export function Characters({ profile }: { readonly profile: Profile }) {
  const t = useT("learning")
  const { classes, texts, tooLong } = profile.characters
  const wrong = classes.filter(({ times, added }) => times + added > 0)
  if (texts + tooLong === 0) return null
  return (
    <div className={measures.above20}>
      <Section title={t("characters.title")}>
        {wrong.length === 0 ? (
          <p className="dim">{t("characters.none")}</p>
        ) : (
          <Rows>
            {wrong.map((row) => (
              <Row key={row.class} name={<Named row={row} />}>
                <ShareText row={row} />
              </Row>
            ))}
          </Rows>
        )}
        {tooLong > 0 && <p className="dim sm">{t("characters.tooLong", { count: tooLong })}</p>}
      </Section>
    </div>
  )
}

function Named({ row }: { readonly row: Profile["characters"]["classes"][number] }) {
  const t = useT("learning")
  const { example, added, leftOut } = row
  const shown = (text: string) => (text === "" ? t("characters.nothing") : text === " " ? "␣" : text)
  return (
    <>
      {t(`class.${row.class}`)}
      {example && (
        <span className="dim">
          {" "}
          <span className="mono">
            {shown(example.right)} → {shown(example.mine)}
          </span>
        </span>
      )}
      {leftOut > 0 && <span className="dim sm"> · {t("characters.leftOut", { count: leftOut })}</span>}
      {added > 0 && <span className="dim sm"> · {t("characters.added", { count: added })}</span>}
    </>
  )
}
