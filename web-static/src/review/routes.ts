import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/', component: () => import('./InboxPage.vue'), meta: { title: 'title.inbox', signedIn: true } },
  {
    path: '/cases/:number',
    component: () => import('./StaffCasePage.vue'),
    props: true,
    meta: { title: 'title.case', signedIn: true },
  },
  { path: '/messages', component: () => import('./StaffMessagesPage.vue'), meta: { title: 'title.messages', signedIn: true } },
  {
    path: '/calendar/:year(\\d{4})',
    component: () => import('./calendar/CalendarPage.vue'),
    props: true,
    meta: { title: 'title.calendar', signedIn: true },
  },
  { path: '/sign-in', component: () => import('../shared/SignInPage.vue'), meta: { title: 'title.signIn' } },
  { path: '/:rest(.*)*', component: () => import('../shared/NotFoundPage.vue'), meta: { title: 'title.notFound' } },
]
