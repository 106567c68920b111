import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Head, Intro, Row, Rows, Section } from "../../ui/layout.tsx"

const TOPICS = [
  "label",
  "ask",
  "lost",
  "changed",
  "time",
  "review",
  "quality",
  "gold",
  "own",
  "kinds",
  "models",
  "bring",
  "find",
  "freeze",
  "data",
] as const

/** Short answers, and the ways to the rest. Nothing here needs the network once it is read. */
export function HelpPage() {
  const t = useT("help")
  usePageName(t("title"))
  return (
    <div className="content">
      <Head title={t("title")} />
      <Intro>
        <Rich t={t} k="lead" values={{ count: TOPICS.length }} to={{ to: "/help/keys" }} to2={{ to: "/help/terms" }} />
      </Intro>
      <div className={`side ${measures.above24}`}>
        <div>
          {TOPICS.map((topic) => (
            <section key={topic} className={`${measures.below24} ${measures.upTo640}`}>
              <h2>{t(`${topic}.q`)}</h2>
              <p className={`${measures.above4} ${measures.text16}`}>{t(`${topic}.a`)}</p>
            </section>
          ))}
        </div>
        <Section title={t("more")}>
          <Rows>
            <Row name={<TextLink to="/help/keys">{t("keys")}</TextLink>} />
            <Row name={<TextLink to="/help/terms">{t("terms")}</TextLink>} />
            <Row name={<TextLink to="/help/api">{t("api")}</TextLink>} />
            <Row name={<TextLink to="/about">{t("promises")}</TextLink>} />
            <Row name={<TextLink to="/help/micro-work">{t("microWork")}</TextLink>} />
            <Row name={<TextLink to="/work/about-me">{t("aboutMe")}</TextLink>} />
          </Rows>
        </Section>
      </div>
    </div>
  )
}
