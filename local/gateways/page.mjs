// What the gateways got, for people. No script: forms and links only.
import { escapeHtml } from '../identity/pages.mjs'

const time = (value) => `<time datetime="${escapeHtml(value)}">${escapeHtml(new Date(value).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false }))}</time>`
const yuan = (fen) => `¥${(fen / 100).toFixed(2)}`

function page(title, body) {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body><main>${body}</main></body>
</html>
`
}

/** @param {string[][]} rows cells as HTML */
function table(id, caption, heads, rows) {
  const body = rows.length === 0
    ? `<tr><td colspan="${heads.length}">还没有。 <span lang="en">None yet.</span></td></tr>`
    : rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')
  return `<section aria-labelledby="${id}"><h2 id="${id}">${caption} (${rows.length})</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}"><table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>${body}</tbody></table></div></section>`
}

const newestFirst = (records) => [...records].sort((a, b) => b.at.localeCompare(a.at))

function courierActions(order) {
  if (['delivered', 'returned', 'refused'].includes(order.status)) return ''
  return `<form method="post" action="/courier/orders/${encodeURIComponent(order.orderId)}/advance" class="row">
${[['collected', '揽收'], ['inTransit', '在途'], ['delivered', '签收'], ['refused', '拒收'], ['returned', '退回']]
    .map(([status, label]) => `<button name="status" value="${status}" aria-label="${label} ${status}: ${escapeHtml(order.orderId)}">${label}</button>`).join('')}</form>`
}

/** @param {{ sms: object[], courier: object[], payment: object[], refund: object[], callback: object[] }} state */
export function overviewPage({ sms, courier, payment, refund, callback }) {
  const waiting = callback.filter((one) => !one.deliveredAt)
  return page('网关模拟器 Gateway simulator', `<h1>网关模拟器 <span lang="en">Gateway simulator</span></h1>
<p>短信、快递、支付都在这里停下,不会发往外部。<span lang="en">Messages, parcels and payments end here; nothing leaves this machine.</span> <a href="/">刷新 <span lang="en">Refresh</span></a></p>
${table('sms', '短信 <span lang="en">SMS</span>', ['时间', '收件号码', '内容', '状态'],
    newestFirst(sms).map((one) => [time(one.at), escapeHtml(one.to), escapeHtml(one.text), escapeHtml(one.status)]))}
${table('courier', '快递 <span lang="en">Courier orders</span>', ['时间', '运单', '订单', '收件人', '物品', '轨迹', '操作'],
    newestFirst(courier).map((one) => [time(one.at), escapeHtml(one.waybill), escapeHtml(one.orderId),
      `${escapeHtml(one.recipient.name)} ${escapeHtml(one.recipient.phone)}<br>${escapeHtml(one.recipient.address)}`, escapeHtml(one.contents),
      `<ol>${one.trace.map((step) => `<li>${escapeHtml(step.status)} ${time(step.at)}</li>`).join('')}</ol>`, courierActions(one)]))}
${table('payment', '支付 <span lang="en">Payments</span>', ['时间', '订单', '事由', '金额', '状态', '已退'],
    newestFirst(payment).map((one) => [time(one.at), `<a href="/pay/${encodeURIComponent(one.orderId)}">${escapeHtml(one.orderId)}</a>`, escapeHtml(one.subject), yuan(one.amount), escapeHtml(one.status), yuan(one.refunded)]))}
${table('refund', '退款 <span lang="en">Refunds</span>', ['时间', '订单', '金额', '原因'],
    newestFirst(refund).map((one) => [time(one.at), escapeHtml(one.orderId), yuan(one.amount), escapeHtml(one.reason)]))}
${table('callback', '未送达的回调 <span lang="en">Callbacks not yet taken</span>', ['回调', '次数', '最近的回答'],
    waiting.map((one) => [escapeHtml(one.id), String(one.attempts), escapeHtml(one.lastAnswer ?? '')]))}`)
}

export function payPage(order) {
  const open = order.status !== 'paid'
  return page('支付 Payment', `<h1>支付 <span lang="en">Payment</span></h1>
<dl><dt>事由 <span lang="en">For</span></dt><dd>${escapeHtml(order.subject)}</dd><dt>金额 <span lang="en">Amount</span></dt><dd>${yuan(order.amount)}</dd>
<dt>订单 <span lang="en">Order</span></dt><dd>${escapeHtml(order.orderId)}</dd></dl>
${open
    ? `<form method="post" class="row"><button name="outcome" value="paid">支付 <span lang="en">Pay</span></button>
<button name="outcome" value="failed" class="quiet">支付失败 <span lang="en">Let it fail</span></button></form>`
    : '<p role="status">已支付。 <span lang="en">Paid.</span></p>'}
<p><a href="${escapeHtml(order.returnUrl)}">返回 <span lang="en">Back</span></a></p>`)
}

export const STYLE = `:root { color-scheme: light dark; --ink: #1b2733; --ground: #f5f7fa; --card: #fff; --line: #8a97a5; --accent: #0b5cad; --accent-ink: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --ground: #12181f; --card: #1d2630; --line: #7b8a99; --accent: #7ab8f5; --accent-ink: #10202f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 80rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.125rem; }
a { color: var(--accent); }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .5rem .75rem; border-bottom: 1px solid var(--line); }
ol { margin: 0; padding-inline-start: 1.25rem; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; }
button { min-height: 44px; font: inherit; border: 1px solid var(--accent); border-radius: 8px; background: var(--accent); color: var(--accent-ink); padding: .25rem .75rem; cursor: pointer; }
button.quiet { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dt { font-weight: 600; } dd { margin: 0 0 .5rem; }
`
