import type { Candidate } from '@piaojue/contract/contest';

/** Invented projects of an invented township, for looking at pages and for tests. */
const PROJECTS: readonly (readonly [name: string, unit: string, budget: string, site: string, target: string])[] = [
  ['镇小学操场翻新', '教育办', '86万元', '镇中心小学', '铺设塑胶跑道与排水沟，秋季开学前投用。'],
  ['沿河步道与护栏整修', '农业农村办', '140万元', '青石河两岸', '整修步道2.6公里，更换护栏，增设路灯58盏。'],
  ['卫生院远程会诊室', '卫生健康办', '62万元', '镇卫生院', '接通县医院，每周开诊五天。'],
  ['北片区老旧小区供水管网更新改造工程', '建设办', '310万元', '北片区四个小区', '更换主管3.2公里，入户改表640户。'],
  ['山口村便民桥重建', '交通办', '175万元', '山口村', '新建桥长28米，两侧设人行道。'],
  ['长者食堂三处', '民政办', '54万元', '东湖、柳林、山口', '每处供餐80人，七十岁以上半价。'],
  ['农机合作社烘干房', '农业农村办', '98万元', '柳林村', '日烘干谷物60吨。'],
  ['公共厕所改造', '环卫所', '45万元', '集镇五处', '增设无障碍厕位与母婴台。'],
  ['村级广播与应急喇叭', '应急办', '38万元', '全镇14个村', '覆盖率达到百分之百。'],
  ['图书角·儿童之家', '文化站', '29万元', '六个村部', '每处藏书不少于800册。'],
  ['农贸市场雨棚', '市场办', '72万元', '集镇市场', '新建雨棚1200平方米。'],
  ['停车场充电桩', '建设办', '66万元', '镇政府东侧', '建设快充桩12个、慢充桩20个。'],
];
const LONG = '青石河流域柳林至山口段农田排涝泵站更新及沟渠疏浚整治工程（二期）';

export function candidates(count = 12, long = false): Candidate[] {
  return Array.from({ length: count }, (_, at) => {
    const [name, unit, budget, site, target] = PROJECTS[at % PROJECTS.length] ?? ['', '', '', '', ''];
    const turn = Math.floor(at / PROJECTS.length);
    const shown = turn === 0 ? name : `${name}（${turn + 1}组）`;
    return { no: at + 1, name: long && at === 6 ? LONG : shown, unit, budget, site, target };
  });
}

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧';
const GIVEN = ['明', '建国', '秀英', '丽', '国强', '海燕', '军', '志远', '玉兰', '涛'];

/** Invented deputies; one name of a minority people, as long as they come. */
export function persons(count: number): Candidate[] {
  return Array.from({ length: count }, (_, at) => ({
    no: at + 1,
    name:
      at === 6 ? '买买提江·阿不都热西提·吐尔逊' : `${SURNAMES[at % SURNAMES.length]}${GIVEN[(at * 7) % GIVEN.length]}`,
  }));
}
