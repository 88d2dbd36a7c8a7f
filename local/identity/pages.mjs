// The provider's own pages: choosing a demo person, signing out, an error. Plain HTML that works without script.
import { citizens, departments, officers, people } from './people.mjs'

const TEXTS = {
  zh: {
    title: '登录', intro: '演示环境:选择一个演示人员即可登录,不需要密码。', search: '按姓名、账号、部门或职责查找', find: '查找',
    citizens: '申请人与代办员', officers: '协调、监督、管理', none: '没有符合的人员。', count: (n) => `共 ${n} 人`,
    assurance: { registered: '已注册', realName: '已实名', strong: '已强实名' }, other: 'English', otherLang: 'en',
    signOut: '退出登录', signOutAsk: '确定要退出登录吗?', yes: '退出登录', no: '保持登录', signedOut: '您已退出登录。',
    error: '登录没有成功', back: '请回到原来的页面再试一次。',
    roles: { applicant: '申请人', agent: '村代办员', coordinator: '协调员', supervisor: '监督员', administrator: '管理员' },
  },
  en: {
    title: 'Sign in', intro: 'Demonstration: choose a demo person to sign in. There are no passwords.', search: 'Find by name, account, department or duty', find: 'Find',
    citizens: 'Applicants and agents', officers: 'Coordination, supervision, administration', none: 'Nobody matches.', count: (n) => `${n} people`,
    assurance: { registered: 'registered', realName: 'real name checked', strong: 'strongly identified' }, other: '中文', otherLang: 'zh',
    signOut: 'Sign out', signOutAsk: 'Do you want to sign out?', yes: 'Sign out', no: 'Stay signed in', signedOut: 'You are signed out.',
    error: 'Signing in did not work', back: 'Go back to the page you came from and try again.',
    roles: { applicant: 'applicant', agent: 'village agent', coordinator: 'coordinator', supervisor: 'supervisor', administrator: 'administrator' },
  },
}

export const escapeHtml = (value) => String(value)
  .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

/** `zh` unless a query, the client's `ui_locales` or the browser asks for English first. */
export function languageOf({ query, uiLocales, acceptLanguage }) {
  const asked = query || uiLocales?.split(' ')[0] || acceptLanguage?.split(',')[0] || 'zh'
  return asked.toLowerCase().startsWith('en') ? 'en' : 'zh'
}

function page(language, title, body) {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · 不见面审批 NoVisit</title>
<link rel="stylesheet" href="/assets/sign-in.css">
<script src="/assets/sign-in.js" defer></script>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}

function describe(person, language) {
  const text = TEXTS[language]
  if (person.post) return person.post[language]
  const duty = text.roles[person.roles[0]]
  return person.department ? duty : `${duty}, ${text.assurance[person.assurance]}`
}

function section(heading, members, language) {
  if (members.length === 0) return ''
  const buttons = members.map((person) => {
    const department = departments.find((one) => one.code === person.department)
    const words = [person.id, person.name, person.latin, describe(person, language), department?.zh, department?.en].filter(Boolean).join(' ')
    return `<li data-words="${escapeHtml(words.toLowerCase())}"><button type="submit" name="login" value="${escapeHtml(person.id)}">
<span class="who">${escapeHtml(language === 'zh' ? person.name : person.latin)}</span>
<span class="what">${escapeHtml(describe(person, language))}</span>
<code>${escapeHtml(person.id)}</code></button></li>`
  }).join('\n')
  return `<section><h2>${escapeHtml(heading)}</h2><ul>${buttons}</ul></section>`
}

function matches(person, wanted) {
  if (!wanted) return true
  const department = departments.find((one) => one.code === person.department)
  return [person.id, person.name, person.latin, person.post?.zh, person.post?.en, department?.zh, department?.en]
    .some((word) => word?.toLowerCase().includes(wanted))
}

/**
 * @param {{ uid: string, language: 'zh' | 'en', query?: string, message?: string }} options `query` filters on the server, for browsers without script
 */
export function signInPage({ uid, language, query = '', message }) {
  const text = TEXTS[language]
  const wanted = query.trim().toLowerCase()
  const shown = people.filter((person) => matches(person, wanted))
  const among = (group) => group.filter((person) => shown.includes(person))
  const sections = [
    section(text.citizens, among(citizens), language),
    section(text.officers, among(officers), language),
    ...departments.map((department) => section(`${department[language]} (${department.code})`,
      shown.filter((person) => person.department === department.code && person.post), language)),
  ].join('\n')
  return page(language, text.title, `<header><h1>${text.title}</h1>
<a href="?lang=${text.otherLang}" lang="${text.otherLang === 'zh' ? 'zh-CN' : 'en'}">${text.other}</a></header>
<p>${text.intro}</p>
${message ? `<p role="alert">${escapeHtml(message)}</p>` : ''}
<form method="get" role="search"><input type="hidden" name="lang" value="${language}">
<label for="find">${text.search}</label>
<div class="row"><input id="find" name="q" type="search" autocomplete="off" value="${escapeHtml(query)}"><button type="submit">${text.find}</button></div></form>
<p id="count" role="status" data-none="${text.none}">${shown.length === 0 ? text.none : text.count(shown.length)}</p>
<form method="post" action="/sign-in/${encodeURIComponent(uid)}" id="people">
${sections}
</form>`)
}

const languageOfRequest = (ctx) => languageOf({ uiLocales: ctx.oidc?.params?.ui_locales, acceptLanguage: ctx.get('accept-language') })

export function signOutPage(ctx, form) {
  const language = languageOfRequest(ctx)
  const text = TEXTS[language]
  return page(language, text.signOut, `<h1>${text.signOut}</h1><p>${text.signOutAsk}</p>${form}
<p class="row"><button type="submit" form="op.logoutForm" name="logout" value="yes">${text.yes}</button>
<button type="submit" form="op.logoutForm" class="quiet">${text.no}</button></p>`)
}

export function signedOutPage(ctx) {
  const language = languageOfRequest(ctx)
  return page(language, TEXTS[language].signOut, `<h1>${TEXTS[language].signOut}</h1><p>${TEXTS[language].signedOut}</p>`)
}

export function errorPage(ctx, out) {
  const language = languageOfRequest(ctx)
  const text = TEXTS[language]
  const details = Object.entries(out).map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')
  return page(language, text.error, `<h1>${text.error}</h1><p>${text.back}</p><dl>${details}</dl>`)
}
