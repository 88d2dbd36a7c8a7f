// What zhang.san fills in to set up a company (item 02): every field that the item's form asks for.
import { findPerson } from '../identity/people.mjs'

const founder = findPerson('zhang.san')

export const ITEM_02 = '320681-LB-SCJ-0002-1'

export const COMPANY = {
  'applicant.name': founder.name,
  'applicant.idNumber': founder.idNumber,
  'applicant.phone': founder.phone,
  'applicant.email': founder.email,
  'company.name': '启东市江海风电技术有限公司',
  'company.type': 'limited',
  'company.capital': 100_000_000,
  'company.scope': '风力发电技术服务;风电设备销售与维修。',
  'premises.address': '江苏省启东市汇龙镇人民中路500号3幢201室',
  'premises.tenure': 'rented',
  'legalRepresentative.name': founder.name,
  'legalRepresentative.idNumber': founder.idNumber,
  'legalRepresentative.phone': founder.phone,
  'company.shareholders': `${founder.name} ${founder.idNumber} 1000000`,
  'company.financeContact': '陆小兰',
  'company.financePhone': '13900000110',
  'seal.set': 'standard',
  'tax.invoice': true,
  'tax.taxpayer': 'small',
  'socialInsurance.employees': 6,
  'housingFund.rate': 8,
  'delivery.method': 'courier',
  'delivery.recipient': founder.name,
  'delivery.phone': founder.phone,
  'delivery.address': '江苏省启东市汇龙镇人民中路500号3幢201室',
}
